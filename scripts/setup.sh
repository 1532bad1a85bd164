#!/usr/bin/env bash
# Installs what is missing to build and run Ziti (setup.sh run), or to test it as well (setup.sh test).
# Nothing is installed outside this folder but Debian packages; what is there already is left alone.
set -euo pipefail
source "$(dirname "$0")/steps.sh"

purpose=${1:-run}

# To compile the window, to draw it without a graphics card, to show Chinese in it, and to open a PDF from it.
packages=(build-essential pkg-config libwebkit2gtk-4.1-dev libgl1-mesa-dri fonts-noto-cjk xdg-utils)
if [ "$purpose" = test ]; then
    # A display without a screen, its window manager, keyboards, and a hand to type; readers of codes and of PDFs; the hub's other database.
    packages+=(webkit2gtk-driver xvfb openbox xdotool x11-xkb-utils x11-utils zbar-tools poppler-utils postgresql procps python3 python3-venv)
fi

debian_packages() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
        { echo "This is not Debian; these packages of it, or their like, are needed: ${packages[*]}"; return 0; }
    local missing=() package
    for package in "${packages[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || { echo "Debian packages: all there."; return 0; }

    echo "Debian packages to install: ${missing[*]}"
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || stop "Installing them needs root or sudo. As root: apt-get install ${missing[*]}"
        root=(sudo)
    fi
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

rust() {
    command -v rustup >/dev/null || stop "rustup is missing. Install it from https://rustup.rs, open a new shell, and run this again."
    # The first cargo in this folder fetches the toolchain that rust-toolchain.toml names.
    local version
    version=$(cargo --version) || stop "The Rust toolchain that rust-toolchain.toml names could not be had; see above."
    echo "Rust: $version"
}

node_packages() {
    local wanted="Node 20.19 or newer is needed: https://nodejs.org, or your system's package."
    command -v node >/dev/null && command -v npm >/dev/null || stop "Node is missing. $wanted"
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
        stop "This is Node $(node --version). $wanted"
    if [ ui/node_modules/.package-lock.json -nt ui/package-lock.json ]; then
        echo "npm packages: all there (Node $(node --version))."
    else
        echo "npm packages: installing what ui/package-lock.json names."
        (cd ui && npm ci --no-audit --no-fund --loglevel=error)
    fi
}

python_packages() {
    if cmp -s tests/requirements.txt .venv/installed.txt; then
        echo "Python packages: all there."
    else
        echo "Python packages: installing what tests/requirements.txt names into .venv."
        python3 -m venv .venv
        .venv/bin/pip install --quiet --disable-pip-version-check --requirement tests/requirements.txt
        cp tests/requirements.txt .venv/installed.txt
    fi
}

debian_packages
rust
node_packages
if [ "$purpose" = test ]; then
    python_packages
fi
