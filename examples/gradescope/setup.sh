#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image of the autograder. Afterwards nothing is fetched from anywhere.
set -euo pipefail

EXTRAS="" # for a torch lab: "[torch]"

root="${AUTOGRADER_ROOT:-/autograder}"

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends libseccomp2 python3 python3-venv
rm -rf /var/lib/apt/lists/*

cd "$root/source/labproof"
python3 -m venv .venv
.venv/bin/python -m pip install --quiet --no-cache-dir \
    ${EXTRAS:+--extra-index-url https://download.pytorch.org/whl/cpu} ".$EXTRAS"

# Where the container allows no better confinement, a student's code runs as another user, and reads what all may read.
chmod -R go= assignments reference
