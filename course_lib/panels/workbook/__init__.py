"""What a chapter asks its reader, and how it helps: ``ask("name")``, ``help_with("name")``."""

from course_lib.panels.workbook.ask import Ask, ask
from course_lib.panels.workbook.help_with import HelpWith, help_with

__all__ = ["Ask", "HelpWith", "ask", "help_with"]
