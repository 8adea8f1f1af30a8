"""What may come to the school as a sheet: people, classes, children, places."""

from logistics.school.imports.children import ChildImport
from logistics.school.imports.classes import ClassImport
from logistics.school.imports.people import PersonImport
from logistics.school.imports.places import PlaceImport

IMPORTS = (PersonImport(), ClassImport(), ChildImport(), PlaceImport())
