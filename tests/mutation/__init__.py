"""Do the tests notice when the code is wrong? Small errors are put into it, one at a time. See docs/testing.md."""
