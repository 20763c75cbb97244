"""What the two web faces share: pages that look alike, files that keep, and a guard at the door."""
