"""Users, their invitations and tokens, and what API calls with a key answered."""

from groupe.accounts.models.calls import KeyedCall
from groupe.accounts.models.invitations import Invitation
from groupe.accounts.models.tokens import ApiToken, token_digest
from groupe.accounts.models.users import User, UserManager

__all__ = ["ApiToken", "Invitation", "KeyedCall", "User", "UserManager", "token_digest"]
