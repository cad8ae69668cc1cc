import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every rule that can be a constraint is one: states, the fields that each state needs, and unique keys against
 * duplicates. An index is partial if only few rows are looked up by it, so that millions of ended rows do not slow down
 * the hot path.
 */
export class InitialSchema1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE booking_event (
        source text NOT NULL,
        event_id text NOT NULL,
        type text NOT NULL,
        appointment_id text NOT NULL,
        payload jsonb NOT NULL,
        answer jsonb NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (source, event_id)
      );
      COMMENT ON TABLE booking_event IS 'Inbox: each event that was accepted, and what was answered.';
      CREATE INDEX booking_event_appointment ON booking_event (appointment_id);

      CREATE TABLE recipient (
        id text PRIMARY KEY,
        name text,
        email text,
        phone text,
        locale text,
        timezone text,
        erased_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CHECK (erased_at IS NULL OR (name IS NULL AND email IS NULL AND phone IS NULL))
      );

      CREATE TABLE preference (
        id uuid PRIMARY KEY,
        user_id text NOT NULL UNIQUE,
        email_enabled boolean NOT NULL DEFAULT true,
        email_appointment_confirmation boolean NOT NULL DEFAULT true,
        email_appointment_reminder boolean NOT NULL DEFAULT true,
        email_appointment_changes boolean NOT NULL DEFAULT true,
        email_marketing boolean NOT NULL DEFAULT false,
        sms_enabled boolean NOT NULL DEFAULT true,
        sms_appointment_confirmation boolean NOT NULL DEFAULT true,
        sms_appointment_reminder boolean NOT NULL DEFAULT true,
        sms_appointment_changes boolean NOT NULL DEFAULT true,
        sms_marketing boolean NOT NULL DEFAULT false,
        reminder_hours integer[] NOT NULL
          CHECK (cardinality(reminder_hours) <= 10 AND 1 <= ALL (reminder_hours) AND 720 >= ALL (reminder_hours)),
        quiet_hours_enabled boolean NOT NULL DEFAULT false,
        quiet_hours_start text NOT NULL DEFAULT '22:00' CHECK (quiet_hours_start ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
        quiet_hours_end text NOT NULL DEFAULT '08:00' CHECK (quiet_hours_end ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
        timezone text,
        locale text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE template (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        template_type text NOT NULL CHECK (template_type IN ('email', 'sms')),
        locale text NOT NULL,
        category text NOT NULL CHECK (category IN ('transactional', 'marketing')),
        subject text,
        body text NOT NULL,
        variables jsonb NOT NULL,
        is_active boolean NOT NULL DEFAULT true,
        version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
        shipped_checksum text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (name, template_type, locale),
        CHECK ((template_type = 'email') = (subject IS NOT NULL))
      );
      COMMENT ON COLUMN template.shipped_checksum IS
        'Checksum of the file that this version came from; NULL once somebody edited it through the API.';

      CREATE TABLE template_version (
        template_id uuid NOT NULL REFERENCES template ON DELETE CASCADE,
        version integer NOT NULL,
        category text NOT NULL,
        subject text,
        body text NOT NULL,
        variables jsonb NOT NULL,
        is_active boolean NOT NULL,
        edited_by text,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (template_id, version)
      );

      CREATE TABLE appointment (
        id text PRIMARY KEY,
        revision integer NOT NULL CHECK (revision >= 1),
        version bigint,
        occurred_at timestamptz,
        status text NOT NULL,
        starts_at timestamptz NOT NULL,
        zone text NOT NULL,
        recipient_id text NOT NULL,
        snapshot jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON COLUMN appointment.revision IS 'Grows by one with each newer event, also where the platform sends no version.';
      COMMENT ON COLUMN appointment.zone IS 'IANA zone, or the offset given, that the start is shown in.';
      CREATE INDEX appointment_recipient ON appointment (recipient_id);

      CREATE TABLE notification (
        id uuid PRIMARY KEY,
        user_id text NOT NULL,
        appointment_id text,
        appointment_revision integer,
        batch_id uuid,
        notification_type text NOT NULL CHECK (notification_type IN ('email', 'sms')),
        template_name text NOT NULL,
        template_version integer,
        lane text NOT NULL CHECK (lane IN ('urgent', 'reminder', 'bulk')),
        is_test boolean NOT NULL DEFAULT false,
        recipient text,
        locale text NOT NULL,
        context jsonb NOT NULL,
        hours_until integer,
        dedupe_key text NOT NULL,

        state text NOT NULL DEFAULT 'pending'
          CHECK (state IN ('pending', 'sending', 'in_doubt', 'sent', 'failed', 'cancelled')),
        reason text CHECK (reason IN (
          'booking_cancelled', 'superseded', 'user_request', 'expired', 'preference_off', 'suppressed',
          'country_not_allowed', 'erased', 'provider_not_configured', 'provider_auth', 'invalid_recipient',
          'template_missing', 'template_error', 'retries_exhausted', 'rejected', 'in_doubt')),
        error_message text,

        scheduled_for timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        expires_at timestamptz,
        generation integer NOT NULL DEFAULT 1,
        handed_until timestamptz,
        fence integer NOT NULL DEFAULT 0,
        claimed_by text,
        claimed_at timestamptz,
        lease_until timestamptz,
        attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
        doubts integer NOT NULL DEFAULT 0 CHECK (doubts BETWEEN 0 AND 2),

        subject text,
        provider text,
        provider_message_id text,
        delivery_status text,
        delivered_at timestamptz,
        sent_at timestamptz,
        ended_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),

        CONSTRAINT sending_holds_a_lease CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
        CONSTRAINT ended_says_when CHECK ((state IN ('sent', 'failed', 'cancelled')) = (ended_at IS NOT NULL)),
        CONSTRAINT sent_says_when CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
        CONSTRAINT not_sent_says_why CHECK (state NOT IN ('failed', 'cancelled') OR reason IS NOT NULL),
        CONSTRAINT live_has_a_recipient CHECK (state NOT IN ('pending', 'sending', 'in_doubt') OR recipient IS NOT NULL)
      );
      COMMENT ON COLUMN notification.due_at IS 'When it may go out next: the schedule, retries and held messages included.';
      COMMENT ON COLUMN notification.generation IS 'Counts hand-overs to Redis; a job of an older generation claims nothing.';
      COMMENT ON COLUMN notification.handed_until IS 'Until then a job in Redis is trusted to come; afterwards it is handed over again.';
      COMMENT ON COLUMN notification.fence IS 'Counts claims; an outcome is only written by the claim that is current.';

      -- A cancelled row may be planned again (moved away and back); anything else is there at most once.
      CREATE UNIQUE INDEX notification_dedupe ON notification (dedupe_key) WHERE state <> 'cancelled';
      -- Dispatcher: what is due, class by class, past whatever waits for a channel that is down.
      CREATE INDEX notification_due ON notification (lane, notification_type, due_at) WHERE state = 'pending';
      -- Sweeps: leases that ran out, doubts whose wait is over. Both sets are tiny.
      CREATE INDEX notification_lease ON notification (lease_until) WHERE state = 'sending';
      CREATE INDEX notification_in_doubt ON notification (due_at) WHERE state = 'in_doubt';
      -- What waits for a channel to come back.
      CREATE INDEX notification_waiting ON notification (notification_type, reason)
        WHERE state = 'pending' AND reason IS NOT NULL;
      -- History, newest first: ids are UUIDv7, so no second column is needed.
      CREATE INDEX notification_history ON notification (user_id, id DESC);
      -- Cancel and re-plan: all rows of an appointment.
      CREATE INDEX notification_appointment ON notification (appointment_id) WHERE appointment_id IS NOT NULL;

      CREATE TABLE delivery_attempt (
        notification_id uuid NOT NULL REFERENCES notification ON DELETE CASCADE,
        fence integer NOT NULL,
        started_at timestamptz NOT NULL,
        duration_ms integer CHECK (duration_ms >= 0),
        outcome text NOT NULL CHECK (outcome IN ('sent', 'retry', 'failed', 'in_doubt', 'released', 'cancelled')),
        provider text,
        provider_status integer,
        provider_code text,
        error_message text,
        PRIMARY KEY (notification_id, fence)
      );

      CREATE TABLE suppression (
        channel text NOT NULL CHECK (channel IN ('email', 'sms')),
        address text NOT NULL,
        cause text NOT NULL CHECK (cause IN ('bounced', 'unsubscribed', 'opted_out', 'spam_report', 'manual')),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (channel, address)
      );
      COMMENT ON COLUMN suppression.address IS 'Canonical: lower-case email, or E.164.';

      CREATE TABLE sandbox_message (
        id uuid PRIMARY KEY,
        notification_id uuid NOT NULL,
        channel text NOT NULL CHECK (channel IN ('email', 'sms')),
        recipient text NOT NULL,
        subject text,
        html text,
        text text NOT NULL,
        captured_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sandbox_message, suppression, delivery_attempt, notification, appointment,
        template_version, template, preference, recipient, booking_event;
    `);
  }
}
