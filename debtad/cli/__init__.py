"""The command line: argparse, each command imported only when it is called."""
