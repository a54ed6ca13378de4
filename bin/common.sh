# shellcheck shell=bash
# Sourced by the commands of this folder: puts them at the root of the project, and brings its tools.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Prints the path of uv: the one of the machine, else our own in var/tools, installed if need be.
find_uv() {
  local tools=$PWD/var/tools candidate
  for candidate in "$(command -v uv || true)" "$tools/bin/uv" "$tools/packages/bin/uv"; do
    if [ -n "$candidate" ] && "$candidate" --version >/dev/null 2>&1; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  command -v python3 >/dev/null ||
    fail "Il faut uv, ou python3 pour l’installer, et cette machine n’a ni l’un ni l’autre. Installez Python 3.12 ou plus récent."
  printf 'Installation de uv dans var/tools…\n' >&2
  mkdir -p "$tools"
  if python3 -m venv "$tools" >"$tools/install.log" 2>&1 &&
    "$tools/bin/python" -m pip install --quiet uv >>"$tools/install.log" 2>&1; then
    printf '%s\n' "$tools/bin/uv"
  elif python3 -m pip install --quiet --target "$tools/packages" uv >>"$tools/install.log" 2>&1; then
    printf '%s\n' "$tools/packages/bin/uv"
  else
    cat "$tools/install.log" >&2
    fail "uv n’a pas pu être installé : voyez ci-dessus, ou installez-le vous-même (https://docs.astral.sh/uv/)."
  fi
}

# Brings .venv in line with uv.lock, with the dependencies of a group: dev, bench or mutants.
set_up() {
  UV=$(find_uv)
  # .python-version is what we develop with; any Python from 3.12 on will do rather than a download.
  if ! "$UV" python find --no-python-downloads >/dev/null 2>&1 &&
    "$UV" python find --no-python-downloads '>=3.12' >/dev/null 2>&1; then
    export UV_PYTHON='>=3.12'
  fi
  "$UV" sync --quiet --frozen --group "$1" ||
    fail "Les dépendances n’ont pas pu être installées : voyez ci-dessus. Il faut Python 3.12 ou plus récent (ou que uv puisse en télécharger un), et l’accès à PyPI."
}
