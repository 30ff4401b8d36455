"""Evidence packs: what was seen, what was found in it and by which model, in one zip that anybody can check again."""

from debtad.pack.build import Source, build_pack
from debtad.pack.verify import Finding, verify_pack

__all__ = ["Finding", "Source", "build_pack", "verify_pack"]
