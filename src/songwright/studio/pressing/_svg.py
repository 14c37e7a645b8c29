"""Shapes of a drawing as SVG text; colours and letters come from the page's style sheet by class."""

from html import escape

from songwright.studio.pressing._xml_notes import legal


def box(x: float, y: float, width: float, height: float, look: str, *, opacity: float | None = None) -> str:
    """A rectangle with slightly round corners."""
    pale = "" if opacity is None else f' fill-opacity="{opacity:.2f}"'
    size = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{height:.1f}"'
    return f'<rect {size} rx="{min(3.0, height / 3):.1f}" class="{look}"{pale}/>'


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    """A straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{look}"/>'


def path(points: list[tuple[float, float]], look: str) -> str:
    """A line through points."""
    return f'<path d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in points)}" class="{look}"/>'


def words(x: float, y: float, text: str, look: str) -> str:
    """Text whose baseline begins at (x, y); the class may anchor it otherwise."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{look}">{shown(text)}</text>'


def drawing(width: float, height: float, shapes: list[str], says: str) -> str:
    """A whole drawing as wide as its place; `says` describes it to those who can't see it."""
    head = f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{shown(says)}">'
    return f"{head}{''.join(shapes)}</svg>"


def shown(text: str) -> str:
    """Text as HTML and SVG can hold it."""
    return escape(legal(text))
