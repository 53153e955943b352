"""`python -m groupe.probe`: whether the web process of this container answers; exit 1 where it does not."""

import http.client
import sys
from typing import Final

from groupe import env

PORT: Final = 8000
SECONDS: Final = 4


def answers(port: int = PORT) -> bool:
    """Asks under a name that the product is reached by: any other is refused."""
    host = env.listed("ALLOWED_HOSTS", "localhost")[0].lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if answers() else 1)
