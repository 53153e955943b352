"""What companies of the group bill each other: what is eliminated, where both sides differ, and putting it right."""
