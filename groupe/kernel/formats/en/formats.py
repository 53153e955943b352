"""English, day before month: as `groupe.kernel.web.formats` prints."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "d/m/Y"
