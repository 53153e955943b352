"""Two small writes, to test what every write has in common."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from establishments.models import Territory
from groupe.accounts.api.views import WriteView
from groupe.kernel.errors import WrongState


class Territories(WriteView):
    def post(self, request: Request) -> Response:
        made = Territory.objects.create(code=request.data["code"], name="made")
        if request.data.get("refuse") == "raised":
            raise WrongState("refused", "no")
        if request.data.get("refuse") == "answered":
            return Response({"code": "refused"}, status=422)
        if request.data.get("refuse") == "broken":
            raise RuntimeError("broken")
        return Response({"pk": made.pk}, status=201, headers={"ETag": '"1"'})

    def delete(self, request: Request) -> Response:
        Territory.objects.all().delete()
        return Response(status=204)


urlpatterns = [path("api/v1/things/", Territories.as_view())]
