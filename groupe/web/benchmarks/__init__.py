"""Where sites stand among their likes."""
