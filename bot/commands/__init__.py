"""What each command of `hocso` does, one file per command: `run(chosen) -> exit status`."""
