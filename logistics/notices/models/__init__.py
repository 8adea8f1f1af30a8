from logistics.notices.models.channels import Channel, Delivery, Wish
from logistics.notices.models.news import Digest, Notice

__all__ = ["Channel", "Delivery", "Digest", "Notice", "Wish"]
