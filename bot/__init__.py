"""Học Số: a chat assistant that teaches the five basic digital skills and counts who has learned them."""
