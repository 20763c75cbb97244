"""The lowest room: what Vietnamese text is, before it means anything."""
