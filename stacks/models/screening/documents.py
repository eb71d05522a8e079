"""JSON and Markdown as they are committed: small, and with one record a line so that a change reads as a diff."""

import json


def compact(value):
    return json.dumps(value, ensure_ascii=False)


def records(items, indent=""):
    return "[\n" + ",\n".join(f"{indent}  {compact(item)}" for item in items) + f"\n{indent}]"


def document(fields):
    rows = []
    for key, value in fields.items():
        many = isinstance(value, list) and value and isinstance(value[0], dict)
        rows.append(f"  {compact(key)}: {records(value, '  ') if many else compact(value)}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


def table(head, rows):
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(cells):
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |"

    return "\n".join([line(head), "| " + " | ".join("-" * width for width in widths) + " |", *map(line, rows)])


def fill(text, sections):
    """Replaces what stands between `<!-- train.py: name -->` and `<!-- end -->`."""
    for name, body in sections.items():
        start, end = f"<!-- train.py: {name} -->", "<!-- end -->"
        before, found, rest = text.partition(start)
        if not found or end not in rest:
            raise SystemExit(f"MODEL_CARD.md has no section '{start} … {end}'")
        text = f"{before}{start}\n\n{body}\n\n{rest[rest.index(end) :]}"
    return text
