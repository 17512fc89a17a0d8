#!/bin/sh
# Bundles the two libraries again, in a scratch folder, and says their hashes. README.md tells when.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --no-save --no-audit --no-fund --ignore-scripts \
    @cfworker/json-schema@4.1.6 yaml@2.9.1 esbuild@0.28.2 >/dev/null
bundle() { # name, global, first line of the file
    cp "$here/$1.entry.js" .
    {
        printf '/*! closecall forms: %s\n\n' "$3"
        cat "$here/$1.LICENSE"
        printf '*/\n'
    } > banner
    npx esbuild "$1.entry.js" --bundle --minify --format=iife --global-name="$2" \
        --platform=browser --target=es2020 --charset=ascii --legal-comments=none \
        --banner:js="$(cat banner)" --outfile="$here/$1.js" --log-level=warning
}
bundle json-schema closecallJsonSchema "@cfworker/json-schema 4.1.6, bundled by esbuild 0.28.2"
bundle yaml closecallYaml "yaml 2.9.1, bundled by esbuild 0.28.2"
cd "$here"
sha256sum json-schema.js yaml.js
