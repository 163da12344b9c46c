# What start, test and backline share. Sourced with the repository root as the working folder.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

# Debian and Ubuntu put the SDK on the path; Microsoft's install script puts it into the home
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
if ! command -v dotnet >/dev/null && [ -x "$HOME/.dotnet/dotnet" ]; then PATH="$HOME/.dotnet:$PATH"; export DOTNET_ROOT="$HOME/.dotnet"; fi

need_tools() {
    command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.' ||
        fail "Backline needs the .NET SDK 10: https://dotnet.microsoft.com/download/dotnet/10.0 (Ubuntu: apt-get install dotnet-sdk-10.0)."
    local node
    node=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
    [ "${node:-0}" -ge 20 ] && command -v npm >/dev/null ||
        fail "Backline needs Node 20 or newer with npm to fetch its front-end packages: https://nodejs.org (Debian: apt-get install nodejs npm)."
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
may_install() { command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }

missing_packages() {
    compgen -G '/usr/lib/postgresql/1[5-8]/bin/initdb' >/dev/null || compgen -G '/usr/pgsql-1[5-8]/bin/initdb' >/dev/null || [ -n "${BACKLINE_POSTGRES_BIN:-}${BACKLINE_DATABASE:-}" ] || echo postgresql
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { [ -z "${needs_browser:-}" ] && command -v weasyprint >/dev/null; } || echo chromium
    [ -d /usr/share/zoneinfo/Europe ] || echo tzdata
    command -v setpriv >/dev/null || echo util-linux
    command -v fc-list >/dev/null || echo fontconfig
    [ -n "$(fc-list ':lang=vi' family 2>/dev/null)" ] || echo fonts-noto-core
    [ -n "$(fc-list ':lang=ko' family 2>/dev/null)" ] || echo fonts-nanum
}

# Installs what the product needs of the system. Without the right to, only PostgreSQL stops the start.
install_missing() {
    local missing
    missing=$(missing_packages | tr '\n' ' ')
    [ -z "$missing" ] && return 0
    if may_install; then
        say "Installing $missing"
        # only the programs are wanted: Debian would also make a server of its own and run it
        if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
            as_root mkdir -p /etc/postgresql-common
            echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
        fi
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >&2 ||
            say "Some of it could not be installed."
        missing=$(missing_packages | tr '\n' ' ')
        [ -z "$missing" ] && return 0
    fi
    say "Missing on this machine: $missing"
    say "Install it with: sudo apt-get install $missing"
    case " $missing " in *" postgresql "*|*" tzdata "*|*" util-linux "*) exit 1 ;; esac
    say "Going on without."
}

# One line for everything the build reads. Names, sizes and times: a changed file always has another time.
sources_stamp() {
    { find $(ls -d src data global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt package.json package-lock.json 2>/dev/null) \
        \( -name bin -o -name obj -o -name node_modules -o -path '*/wwwroot/lib' \) -prune -o -type f -printf '%p %s %T@\n'; dotnet --version; } | sort | sha256sum
}

# Builds the release unless the sources are those of the last build.
build_release() {
    local stamp
    stamp=$(sources_stamp)
    [ -x artifacts/backline/backline ] && [ "$(cat artifacts/stamp 2>/dev/null)" = "$stamp" ] && return 0
    say "Building (this takes a minute the first time)"
    mkdir -p artifacts
    rm -f artifacts/stamp
    if ! dotnet publish src/Backline.Server -c Release -o artifacts/backline -v quiet --nologo -p:RunAnalyzers=false >artifacts/build.log 2>&1; then
        grep -E 'error|warn' artifacts/build.log | sort -u >&2 || cat artifacts/build.log >&2
        fail "The build failed; all of it is in artifacts/build.log."
    fi
    # the build itself may fetch front-end packages beside the sources
    sources_stamp >artifacts/stamp
}
