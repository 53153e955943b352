"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupe.settings")

application = get_wsgi_application()

from groupe.consolidation.engine.plan import current_plan  # noqa: E402 - it needs the applications

# What is loaded now lives as long as the process: no collection of garbage goes through it again.
current_plan()
gc.collect()
gc.freeze()
