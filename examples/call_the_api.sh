#!/usr/bin/env bash
# Songs from a running Songwright with curl alone.
#
#   export SONGWRIGHT_URL=http://127.0.0.1:8000 SONGWRIGHT_KEY=sw_…
#   examples/call_the_api.sh make "A chill lo-fi beat with soft vocals" songs   # two MP3 files into songs/
#   examples/call_the_api.sh submit "A sea shanty about rain"                   # prints the task's id
#   examples/call_the_api.sh status TASK                                        # PENDING … SUCCESS
#   examples/call_the_api.sh download TASK songs
#   examples/call_the_api.sh cancel TASK
#   examples/call_the_api.sh list                                               # own tasks, newest first
set -euo pipefail

URL=${SONGWRIGHT_URL:-http://127.0.0.1:8000}
KEY=${SONGWRIGHT_KEY:?set SONGWRIGHT_KEY to your API key}
PAUSE_S=${PAUSE_S:-5}

# call METHOD PATH [BODY]: the answer. An error travels as HTTP 200 with another code, so the code decides.
call() {
  local answer
  answer=$(curl -sS -X "$1" "$URL$2" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" ${3:+-d "$3"})
  case $answer in
    '{"code":200,'*) printf '%s\n' "$answer" ;;
    *) printf 'refused: %s\n' "$answer" >&2; return 1 ;;
  esac
}

# field NAME: the values of a text field, one a line.
field() { { grep -o "\"$1\":\"[^\"]*\"" || true; } | cut -d '"' -f 4; }

# quoted TEXT: the text as JSON has it.
quoted() { local text=${1//\\/\\\\}; text=${text//\"/\\\"}; text=${text//$'\n'/\\n}; printf '"%s"' "${text//$'\t'/\\t}"; }

submit() {
  call POST /api/v1/generate "{
    \"prompt\": $(quoted "$1"),
    \"customMode\": false,
    \"instrumental\": false,
    \"model\": \"V5\",
    \"callBackUrl\": \"none\"
  }" | field taskId
}

record() { call GET "/api/v1/generate/record-info?taskId=$1"; }

status() { record "$1" | field status; }

download() {
  local number=0 address
  mkdir -p "$2"
  for address in $(record "$1" | field audioUrl); do
    number=$((number + 1))
    curl -sSf "$address" -o "$2/$1-$number.mp3"
    echo "$2/$1-$number.mp3"
  done
}

wait_for() {
  while true; do
    case $(status "$1") in
      SUCCESS) return ;;
      PENDING | TEXT_SUCCESS | FIRST_SUCCESS) sleep "$PAUSE_S" ;;
      *) record "$1" | field errorMessage >&2; return 1 ;;
    esac
  done
}

case ${1:-} in
  make) task=$(submit "$2"); wait_for "$task"; download "$task" "${3:-.}" ;;
  submit) submit "$2" ;;
  status) status "$2" ;;
  download) download "$2" "${3:-.}" ;;
  cancel) call POST "/api/v1/tasks/$2/cancel" ;;
  list) call GET "/api/v1/tasks?limit=20" | field taskId | awk '!seen[$0]++' ;;
  *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
