"""What can be wrong with a channel or a message, in the words of whoever can mend it; and sending a message again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.learning.calendar import local_month
from bot.ports import Account, DeadLetter, OutboxCounts, ParcelKind, Staff, TroubleKind, Work
from bot.services.refusing import Refused

CHANNEL_NAMES: Mapping[str, str] = {"telegram": "Telegram", "zalo_bot": "Zalo Bot", "zalo_oa": "Zalo OA"}

KIND_WORDS: Mapping[ParcelKind, str] = {"reply": "tin trả lời", "notice": "tin nhắc"}

DEAD_WORDS: Mapping[str, str] = {
    "invalid": "Nền tảng không nhận tin này. Gửi lại có thể vẫn không được.",
    "retry_later": "Đã thử nhiều lần mà chưa gửi được.",
    "throttled": "Nền tảng bắt chờ quá lâu.",
    "unreachable": "Người nhận đã chặn kênh hoặc xoá cuộc trò chuyện.",
    "auth_broken": "Nền tảng không nhận mã (token) của kênh.",
    "quota_exhausted": "Tài khoản đã hết lượt gửi.",
    "uncertain": "Không rõ tin đã tới nơi hay chưa.",
}
"""Why a message could not be sent, by the last failure."""

_NOT_SAID = "Không rõ lý do."

EXPIRED_WITHIN = timedelta(days=7)
MOST_AT_ONCE = 100
"""Messages that are listed, or sent again, in one go."""
_MOST_LOOKED_THROUGH = 10_000

_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a channel, and what to do about it."""

    wrong: str
    remedy: str


TROUBLES: Mapping[TroubleKind, Trouble] = {
    "auth": Trouble(
        "Nền tảng không nhận mã (token) của kênh.", "Hãy xem lại mã trong cài đặt, hoặc cấp quyền lại cho kênh."
    ),
    "conflict": Trouble(
        "Có chương trình khác đang nhận tin bằng cùng mã.", "Mỗi mã chỉ dùng được ở một nơi: hãy tắt chương trình kia."
    ),
    "webhook": Trouble(
        "Địa chỉ nhận tin (webhook) chưa đúng.", "Hãy chạy lệnh hocso channels để xem và đặt lại địa chỉ."
    ),
    "quota": Trouble("Tài khoản đã hết lượt gửi.", "Tin đang chờ, khi có lượt sẽ tự gửi đi."),
    "budget": Trouble(
        "Sắp hết lượt gửi của tháng.", "Tin nhắc học tạm dừng, chỉ còn gửi tin trả lời. Sang tháng mới sẽ tự gửi lại."
    ),
    "network": Trouble(
        "Không nối được tới nền tảng.",
        "Tin đang chờ và sẽ tự gửi khi nối lại được. Nếu kéo dài, hãy xem lại mạng của máy chủ.",
    ),
}


def news(channel: str, kind: TroubleKind, said: str) -> str:
    """Return what is told about a channel that broke, or works again."""
    name = name_of(channel)
    if not kind:
        return f"✅ Kênh {name} đã chạy lại bình thường."
    trouble = TROUBLES[kind]
    return f"⚠️ Kênh {name}: {trouble.wrong} {trouble.remedy}" + (f" ({said})" if said else "")


def name_of(channel: str) -> str:
    """Return what people call a channel."""
    return CHANNEL_NAMES.get(channel, channel)


def why_dead(letter: DeadLetter) -> str:
    """Return why a message could not be sent."""
    return DEAD_WORDS.get(letter.error, _NOT_SAID)


# --- how channels stand -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConnectedChannel:
    """A channel that is set up."""

    name: str
    """As in the address of a conversation: telegram."""
    account: str
    per_month: int | None = None
    """How many bubbles may be sent in a calendar month, where that is bounded."""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How a channel stands, as far as we know by ourselves."""

    connected: ConnectedChannel
    account: Account
    counts: OutboxCounts
    """Of what expired, only the last days."""
    sent: int
    """Bubbles sent this month; only counted where the channel has a budget."""

    @property
    def name(self) -> str:
        """What the channel is called."""
        return name_of(self.connected.name)

    @property
    def trouble(self) -> Trouble | None:
        """What is wrong with it, or None."""
        return TROUBLES.get(self.account.trouble)

    @property
    def said(self) -> str:
        """What the platform said about it."""
        return "" if self.account.trouble == "budget" else self.account.trouble_words


def states(work: Work, channels: Sequence[ConnectedChannel], now: datetime) -> Sequence[ChannelState]:
    """Return how channels stand."""
    return [_state(work, one, now) for one in channels]


def _state(work: Work, connected: ConnectedChannel, now: datetime) -> ChannelState:
    account = work.accounts.get(connected.name, connected.account)
    counts = work.outbox.counts(connected.name, connected.account, now - EXPIRED_WITHIN)
    sent = account.bubbles if account.month == local_month(now) else 0
    return ChannelState(connected, account, counts, sent)


def broken(work: Work, channels: Sequence[ConnectedChannel]) -> Sequence[tuple[str, Trouble]]:
    """Return the channels that are in trouble: what each is called, and what is wrong."""
    kinds = [(one.name, work.accounts.get(one.name, one.account).trouble) for one in channels]
    return [(name_of(channel), TROUBLES[kind]) for channel, kind in kinds if kind]


# --- messages that could not be sent ----------------------------------------------------------------------------------


def dead_letters(work: Work, staff: Staff, most: int = MOST_AT_ONCE) -> Sequence[DeadLetter]:
    """Return the newest messages that could not be sent to people whom this member of staff may see."""
    return work.outbox.dead(staff.unit_id, most)


def send_again(work: Work, staff: Staff, ids: Collection[int], now: datetime) -> int:
    """
    Put chosen messages that could not be sent back into the queue; return how many there were.

    Refuse if none was chosen, or if of those chosen there is none that this member of staff may send again. One that a
    colleague was faster with is left out.
    """
    if not ids:
        raise Refused("Anh/chị chọn ít nhất một tin rồi bấm “Gửi lại”.")
    chosen = [letter.id for letter in dead_letters(work, staff, _MOST_LOOKED_THROUGH) if letter.id in ids]
    return _put_back(work, staff, chosen, now)


def send_all_again(work: Work, staff: Staff, now: datetime) -> int:
    """Put the newest messages that could not be sent back into the queue, as many as go at once; return how many."""
    return _put_back(work, staff, [letter.id for letter in dead_letters(work, staff)], now)


def _put_back(work: Work, staff: Staff, ids: Collection[int], now: datetime) -> int:
    count = work.outbox.send_again(ids, now)
    if not count:
        raise Refused("Không còn tin nào như vậy để gửi lại. Có thể đồng nghiệp vừa gửi lại rồi.", _NOT_FOUND)
    work.offices.note(staff.id, "gửi lại tin", f"{count} tin không gửi được", now)
    return count
