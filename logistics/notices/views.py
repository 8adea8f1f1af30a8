"""待办 and the ways out of the house."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.notices import inbox, pushing, sending
from logistics.notices.forms import ChannelForm, ConnectForm, WishForm
from logistics.notices.models import Channel, Delivery, Notice, Wish
from logistics.notices.webhooks import NotSent
from logistics.pages import form_page, list_page
from logistics.school.models import Campus

CHANGE = "notices.change_channel"
WAITING, STARTED, COPIED = "waiting", "started", "copied"


# The inbox ----------------------------------------------------------------------------------------


@allow(None)
def inbox_page(request: Request) -> HttpResponse:
    """What waits for me, what I began, and what I was told."""
    now, person = timezone.now(), request.user
    asked = request.GET.get("tab", "")
    tab = asked if asked in (STARTED, COPIED) else WAITING
    standing = inbox.standing(person, now)
    context: dict[str, Any] = {
        "now": now,
        "tab": tab,
        "tabs": inbox_tabs(tab, standing),
        "standing": standing,
    }
    if tab == COPIED:
        news = Notice.objects.of(person).select_related("by").order_by("-made_at", "-pk")
        shown = "notices/inbox_copied.html"
        return list_page(request, news, shown, fragment="notices/_notice_rows.html", **context)
    groups = (
        inbox.waiting_groups(person, now, standing.waiting)
        if tab == WAITING
        else inbox.started_groups(person, now)
    )
    return TemplateResponse(request, "notices/inbox.html", context | {"groups": groups})


def inbox_tabs(tab: str, standing: inbox.Standing) -> list[dict[str, Any]]:
    """A number is what must be acted on; a dot is news."""
    here = reverse("notices:inbox")
    titles = {WAITING: _("For me"), STARTED: _("Begun by me"), COPIED: _("Told to me")}
    entries = [
        {"title": title, "url": f"{here}?tab={code}", "is_current": code == tab}
        for code, title in titles.items()
    ]
    entries[0] |= {"url": here, "count": standing.todo_count}
    entries[2] |= {"has_news": bool(standing.unread)}
    return entries


@allow(None)
def notice(request: Request, pk: int) -> HttpResponse:
    """To the page the news is about; having been there is having read it."""
    found = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    Notice.objects.filter(pk=found.pk).unread().update(read_at=timezone.now())
    return redirect(found.url)


@require_POST
@allow(None)
def notice_read_all(request: Request) -> HttpResponse:
    unread = Notice.objects.of(request.user).unread()
    count = unread.update(read_at=timezone.now())
    said = ngettext("One notice is marked as read.", "%(n)d notices are marked as read.", count)
    messages.success(request, said % {"n": count})
    return redirect(f"{reverse('notices:inbox')}?tab={COPIED}")


@allow(None)
def wish_edit(request: Request) -> HttpResponse:
    """How I want to be told outside these pages."""
    person = request.user
    wish = Wish.objects.filter(person=person).first() or Wish(person=person)
    form = WishForm(request.POST or None, instance=wish, channels=channels_for(person))
    return form_page(
        request,
        form,
        heading=_("How I am told"),
        purpose=_("The inbox always has everything. This is what reaches you outside it."),
        saved=_("Saved."),
        then="me",
        cancel_url=reverse("me"),
    )


def channels_for(person: Any) -> list[Channel]:
    """The channels in use that are for this person."""
    posts = person.posts_on(timezone.localdate())
    return [channel for channel in Channel.objects.open() if channel.is_for(posts)]


# Channels -----------------------------------------------------------------------------------------


@allow(CHANGE)
def channel_list(request: Request) -> HttpResponse:
    channels = Channel.objects.visible_to(request.user, CHANGE).select_related("campus")
    failed = Delivery.objects.visible_to(request.user, CHANGE).failed().count()
    context = {"channels": channels, "failed": failed, "has_mail": bool(settings.EMAIL_HOST)}
    return TemplateResponse(request, "notices/channel_list.html", context)


@allow(CHANGE)
def channel_new(request: Request) -> HttpResponse:
    form = channel_form(request, Channel())
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return channel_page(request, form, _("New channel"), saved)


@allow(CHANGE)
def channel_edit(request: Request, pk: int) -> HttpResponse:
    channel = one_channel(request, pk)
    saved = _("%(name)s is saved.") % {"name": channel}
    return channel_page(request, channel_form(request, channel), str(channel), saved)


def channel_form(request: Request, channel: Channel) -> ChannelForm:
    campuses = Campus.objects.filter(is_active=True).visible_to(request.user, CHANGE)
    everywhere = request.user.reach(CHANGE).everywhere
    return ChannelForm(
        request.POST or None, instance=channel, campuses=campuses, everywhere=everywhere
    )


def channel_page(request: Request, form: ChannelForm, heading: str, saved: str) -> HttpResponse:
    listed = reverse("notices:channel_list")
    return form_page(
        request,
        form,
        "notices/channel_form.html",
        heading=heading,
        purpose=_("By a robot go titles and the names of colleagues, never those of children."),
        saved=saved,
        then=listed,
        cancel_url=listed,
    )


def one_channel(request: Request, pk: int) -> Channel:
    return get_object_or_404(Channel.objects.visible_to(request.user, CHANGE), pk=pk)


@allow(CHANGE)
def channel_connect(request: Request, pk: int) -> HttpResponse:
    """The address and the secret of a robot. What was typed before is never shown again."""
    channel = one_channel(request, pk)
    listed = reverse("notices:channel_list")
    return form_page(
        request,
        ConnectForm(request.POST or None, channel=channel),
        "notices/channel_form.html",
        heading=_("Connect: %(channel)s") % {"channel": channel},
        purpose=_("Both are kept encrypted and are never shown again."),
        saved=_("Connected and in use. Send a test."),
        then=listed,
        cancel_url=listed,
    )


@require_POST
@allow(CHANGE)
def channel_test(request: Request, pk: int) -> HttpResponse:
    """Say one harmless sentence now, and show what came of it."""
    channel = one_channel(request, pk)
    try:
        sending.send_test(channel, request.user, now=timezone.now())
    except NotSent as failure:
        messages.error(request, _("Not sent: %(reason)s") % {"reason": failure.reason})
    else:
        messages.success(request, _("Sent. Look whether it has arrived."))
    return redirect("notices:channel_list")


@require_POST
@allow(CHANGE)
def channel_switch(request: Request, pk: int) -> HttpResponse:
    """Put a channel into use, or out of it."""
    channel = one_channel(request, pk)
    if channel.is_robot and not channel.address:
        messages.warning(request, _("Connect the robot first."))
        return redirect("notices:channel_connect", pk)
    channel.is_active = not channel.is_active
    channel.save(update_fields=["is_active"])
    said = _("%(name)s is in use.") if channel.is_active else _("%(name)s is out of use.")
    messages.success(request, said % {"name": channel})
    return redirect("notices:channel_list")


# Deliveries ---------------------------------------------------------------------------------------


@allow(CHANGE)
def delivery_list(request: Request) -> HttpResponse:
    """What was not sent, and why; what waits; what was sent."""
    now = timezone.now()
    seen = Delivery.objects.visible_to(request.user, CHANGE)
    states = {
        "failed": (_("Given up"), seen.failed()),
        "waiting": (_("Waiting"), seen.waiting()),
        "sent": (_("Sent"), seen.sent()),
    }
    asked = request.GET.get("state", "")
    state = asked if asked in states else "failed"
    rows = states[state][1].select_related("channel", "person", "notice", "digest")
    return list_page(
        request,
        rows.order_by("-made_at", "-pk"),
        "notices/delivery_list.html",
        fragment="notices/_delivery_rows.html",
        now=now,
        state=state,
        tabs=[
            {"title": title, "url": f"?state={code}", "is_current": code == state}
            for code, (title, _rows) in states.items()
        ],
    )


@require_POST
@allow(CHANGE)
def delivery_again(request: Request, pk: int) -> HttpResponse:
    seen = Delivery.objects.visible_to(request.user, CHANGE)
    delivery = get_object_or_404(seen, pk=pk)
    return sent_again(request, seen.filter(pk=delivery.pk))


@require_POST
@allow(CHANGE)
def delivery_again_all(request: Request) -> HttpResponse:
    return sent_again(request, Delivery.objects.visible_to(request.user, CHANGE))


def sent_again(request: Request, deliveries: Any) -> HttpResponse:
    count = sending.try_again(deliveries, now=timezone.now())
    pushing.wake_worker()
    said = ngettext("One message is sent again.", "%(n)d messages are sent again.", count)
    messages.success(request, said % {"n": count})
    return redirect("notices:delivery_list")
