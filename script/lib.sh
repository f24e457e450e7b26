# shellcheck shell=bash
#
# lib.sh
#	What script/demo, script/test and script/bench share: Debian's packages,
#	a private copy of the server with newsprint in it, and throwaway clusters.
#
# Nothing is installed outside Debian's packages and no existing cluster is
# touched: the server's programs, libraries and extension scripts are copied
# to a temporary folder (PostgreSQL can be moved as a whole), newsprint is
# built from a copy of the checkout and installed into the copied server, and
# clusters listen only on a socket in that folder.  As root everything that
# the server's own programs refuse to do as root runs as user postgres.

set -euo pipefail
export LC_ALL=C.UTF-8
unset PGDATA PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGPASSWORD PGSERVICE PGOPTIONS PGAPPNAME

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say()
{
	printf '\n==> %s\n' "$*"
}

die()
{
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

#
# The temporary folder
#

# Make $work; at exit stop every server whose data directory is in it, and remove it.
make_work_folder()
{
	work=$(mktemp -d "${TMPDIR:-/tmp}/newsprint.XXXXXX")
	trap remove_work_folder EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

remove_work_folder()
{
	local pid

	find "$work" -name postmaster.pid -exec head -qn 1 {} + |
		while read -r pid; do
			kill -QUIT "$pid" 2>/dev/null || continue
			tail --pid="$pid" -s 0.1 -f /dev/null
		done
	cd /
	rm -rf "$work" 2>/dev/null || as_root rm -rf "$work"
}

# Run a command as somebody who may run a server: the caller, or for root postgres.
as_server()
{
	if [[ $(id -u) != 0 ]]; then
		"$@"
	else
		setpriv --reuid="$server_user" --regid="$server_user" --init-groups \
			env HOME="$work" "$@"
	fi
}

# Run a command silently; show what it printed only if it fails.
quietly()
{
	local log=$work/quietly.log

	"$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2; die "failed: $*"; }
}

#
# Debian's packages
#

as_root()
{
	if [[ $(id -u) == 0 ]]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "neither root nor sudo; please run: $*"
	fi
}

is_installed()
{
	dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

update_lists_once()
{
	[[ -e $work/lists_updated ]] || quietly as_root apt-get update
	touch "$work/lists_updated"
}

# Run a command that installs packages as root; a new server gets no cluster of its own.
without_main_cluster()
{
	local drop_in=/etc/postgresql-common/createcluster.d/newsprint.conf status=0

	as_root mkdir -p "${drop_in%/*}"
	as_root sh -c "echo 'create_main_cluster = false' >$drop_in"
	as_root "$@" || status=$?
	as_root rm -f "$drop_in"
	return $status
}

# Install packages: name, name=version or file.
install_packages()
{
	say "Installing Debian packages: $*"
	update_lists_once
	quietly without_main_cluster env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y --no-install-recommends "$@"
}

# Install those of the named packages that are missing.
need()
{
	local package missing=()

	for package in "$@"; do
		is_installed "$package" || missing+=("$package")
	done
	[[ ${#missing[@]} == 0 ]] || install_packages "${missing[@]}"
}

# Debian's newest major on this machine, or nothing
newest_server()
{
	local servers=(/usr/lib/postgresql/*/bin/postgres)

	if [[ -x ${servers[0]} ]]; then
		printf '%s\n' "${servers[@]}" | cut -d / -f 5 | sort -n | tail -n 1
	fi
}

# Headers of the very release that the server has.
need_headers()
{
	local server=postgresql-$1 headers=postgresql-server-dev-$1 version

	is_installed "$server" || return 0
	version=$(dpkg-query -W -f='${Version}' "$server")
	if is_installed "$headers" &&
		[[ $(dpkg-query -W -f='${Version}' "$headers") == "$version" ]]; then
		return
	fi
	update_lists_once
	if apt-cache madison "$headers" | grep -F " $version " >/dev/null; then
		install_packages "$headers=$version"
	else
		say "Server $version has no headers any more: bringing both to the newest minor release"
		install_packages "$server" "$headers"
	fi
}

#
# The private copy
#

# Extensions of others that a script wants in Debian's server: cron is postgresql-15-cron.
server_extensions=()

# Set PG_CONFIG (given by the caller, or of Debian's newest server, installed if there is none).
find_server()
{
	local major

	if [[ -z ${PG_CONFIG:-} ]]; then
		major=$(newest_server)
		[[ -n $major ]] || install_packages postgresql
		major=$(newest_server)
		need_headers "$major"
		[[ ${#server_extensions[@]} == 0 ]] || need "${server_extensions[@]/#/postgresql-$major-}"
		PG_CONFIG=/usr/lib/postgresql/$major/bin/pg_config
	fi
	[[ -x $PG_CONFIG ]] || die "there is no pg_config at \"$PG_CONFIG\""
	server_user=postgres
	id -u "$server_user" >/dev/null 2>&1 || server_user=nobody
}

# Copy the checkout without what was built in it to a new folder.
copy_checkout()
{
	mkdir "$1"
	tar -C "$checkout" -cf - --exclude-vcs --exclude='*.o' --exclude='*.so' --exclude='*.bc' \
		--exclude=./build --exclude=./results --exclude=./output_iso --exclude=./tmp_check . |
		tar -C "$1" -xf - --no-same-owner
}

# Copy a server's programs, given by its pg_config, into a folder; print the copy's pg_config.
copy_server()
{
	local folder original=$1 copied=$2 copy

	for folder in bindir pkglibdir sharedir; do
		folder=$("$original" --$folder)
		mkdir -p "$copied$folder"
		cp -R "$folder/." "$copied$folder"
	done
	folder=$("$original" --includedir-server)
	mkdir -p "$copied${folder%/*}"
	ln -s "$folder" "$copied$folder"
	copy=$copied$("$original" --bindir)/pg_config
	[[ -e $copy ]] || cp "$original" "$copy"
	echo "$copy"
}

# Copy server and checkout into $work; from here on PG_CONFIG is the copy's.
copy_server_and_sources()
{
	PG_CONFIG=$(copy_server "$PG_CONFIG" "$work/server")
	copy_checkout "$work/src"
	if [[ $(id -u) == 0 ]]; then
		chown -R "$server_user": "$work"
	fi
	bin=$("$PG_CONFIG" --bindir)
	major=$("$PG_CONFIG" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
	cd "$work/src"
}

# make in the copied sources against the copied server
build()
{
	as_server make -s -j "$(nproc)" PG_CONFIG="$PG_CONFIG" with_llvm=no "$@"
}

# Packages, server, copy: what every command begins with.  Arguments: more packages.
set_up()
{
	make_work_folder
	need make gcc libc6-dev libxxhash-dev python3 "$@"
	find_server
	copy_server_and_sources
	say "Using $("$PG_CONFIG" --version), copied to $work"
}

# Compile and install; arguments go to make.
build_and_install()
{
	say "Building newsprint"
	quietly build "$@"
	quietly build install
}

#
# Throwaway clusters
#

# Start a cluster on a socket in $work; arguments are lines of postgresql.conf.
start_cluster()
{
	as_server "$bin/initdb" --pgdata="$work/data" --username=postgres --auth=trust \
		--encoding=UTF8 --locale=C.UTF-8 --no-sync >"$work/initdb.log"
	printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$work'" "port = 5432" \
		"fsync = off" "jit = off" "$@" >>"$work/data/postgresql.conf"
	as_server "$bin/pg_ctl" -s -w -D "$work/data" -l "$work/server.log" start ||
		{ cat "$work/server.log" >&2; die "the server does not start"; }
	export PGHOST=$work PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
	export PATH=$bin:$PATH
}

# Load JSON Lines (gzipped or not) with id, title, body and perhaps published, all
# text, into a new table articles.
load_articles()
{
	# zcat -f passes plain text through; no text in PostgreSQL can hold a zero character
	zcat -f -- "$1" | sed 's/\\u0000//g' | psql -X -q -v ON_ERROR_STOP=1 \
		-c 'CREATE TABLE lines (line json)' \
		-c "\\copy lines FROM pstdin WITH (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02')" \
		-c "CREATE TABLE articles AS
			SELECT line->>'id' AS id, line->>'title' AS title, line->>'body' AS body,
				line->>'published' AS published FROM lines" \
		-c 'ALTER TABLE articles ADD PRIMARY KEY (id)' \
		-c 'DROP TABLE lines' -c 'ANALYZE articles'
}
