"""Everything that takes what strangers wrote, fed with rubbish. See docs/robustness.md."""
