from .cutter import Cutting, cut, plan_cut
from .edges import Removal
from .edit_lists import write_edit_list
from .fillers import hesitation_languages
from .options import CutOptions
from .plan import CutPlan

__all__ = [
    "CutOptions",
    "CutPlan",
    "Cutting",
    "Removal",
    "cut",
    "hesitation_languages",
    "plan_cut",
    "write_edit_list",
]
