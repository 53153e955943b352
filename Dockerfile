# syntax=docker/dockerfile:1
# One image for the web process, the worker, beat and the migration: see docker-compose.yml.

FROM python:3.13-slim AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/pip install --require-hashes --no-deps -r requirements.lock
COPY manage.py pyproject.toml LICENSE ./
COPY locale locale
COPY groupe groupe
COPY establishments establishments
COPY shared_services shared_services
COPY acquisitions acquisitions
# Translations compiled, chart library written, static files under names that change with their content.
# Nothing of these variables stays in the image: they only let the settings be read.
RUN .venv/bin/python -m groupe.kernel.i18n \
 && .venv/bin/python -m groupe.kernel.charts.bundle \
 && ENVIRONMENT=production SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    ALLOWED_HOSTS=build.invalid EMAIL_HOST=build.invalid \
    DATABASE_URL=postgresql://build@/build REDIS_URL=redis://build.invalid \
    .venv/bin/python manage.py collectstatic --noinput \
 && .venv/bin/python -m compileall -q groupe establishments shared_services acquisitions

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin groupe
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ENVIRONMENT=production
WORKDIR /app
COPY --from=build /app /app
USER groupe
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-m", "groupe.probe"]
CMD ["python", "-m", "granian", "--interface", "wsgi", "groupe.wsgi:application", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "10s", "--log-level", "warning"]
