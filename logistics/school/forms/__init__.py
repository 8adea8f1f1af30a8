"""What people type about the school: its people, places, classes, children, days and rules."""
