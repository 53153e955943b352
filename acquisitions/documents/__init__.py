"""Files that takeovers give: the offer for the court, the calendar."""
