"""From bytes to normalised text whose every character knows its place in the original."""
