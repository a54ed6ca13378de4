"""What a page says, to whoever reads it."""

from __future__ import annotations

from typing import Protocol

from lxml import html


class Page(Protocol):
    """A response, the test client's or a view's."""

    @property
    def content(self) -> bytes: ...


def tree(response: Page) -> html.HtmlElement:
    """The elements of the page."""
    return html.document_fromstring(response.content.decode())


def text(response: Page) -> str:
    """The main part as it is read: single spaces, non-breaking ones among them."""
    (main,) = tree(response).xpath("//main")
    return " ".join(str(main.text_content()).split())


def summary(response: Page) -> list[str]:
    """The lines of the error summary."""
    lines = tree(response).xpath("//div[contains(@class, 'summary')]//li")
    return [" ".join(line.text_content().split()) for line in lines]


def value(response: Page, name: str) -> str:
    """What is written in the field of that name."""
    (field,) = tree(response).xpath(f"//*[@name='{name}'][not(@type='radio' or @type='checkbox')]")
    if field.tag == "select":
        return "".join(field.xpath("option[@selected]/@value"))
    return str(field.text or "").strip() if field.tag == "textarea" else str(field.get("value", ""))


def checked(response: Page, name: str) -> list[str]:
    """The values ticked in the group of that name."""
    return [str(one) for one in tree(response).xpath(f"//input[@name='{name}'][@checked]/@value")]
