#!/usr/bin/env bash
# A booking is made and cancelled: what waits is cancelled, and a notice tells of it. Needs curl.
# Token: role `service`.
set -euo pipefail

url=${NOTIFICATIONS_URL:-http://localhost:8000}
appointment=${1:-apt-$(date +%s)}

# tell TYPE VERSION: the whole appointment each time, and an event id that says what happened.
tell() {
  curl --silent --show-error --fail-with-body "$url/api/v2/booking-events" \
    -H "Authorization: Bearer $NOTIFICATIONS_TOKEN" \
    -H 'Content-Type: application/cloudevents+json' \
    -d '{
      "specversion": "1.0", "id": "'"$appointment-v$2"'", "source": "/booking-service", "type": "'"$1"'",
      "data": { "appointment": {
        "id": "'"$appointment"'", "version": '"$2"',
        "starts_at": "2035-12-01T14:00:00", "timezone": "America/New_York",
        "service_name": "Haircut", "barber_name": "Sam",
        "client": { "id": "user-1", "name": "John Doe", "email": "john@example.com" },
        "business": { "name": "6FB Barbershop" } } } }'
  echo
}

tell booking.created 1
tell booking.cancelled 2
