// Made by `npm run docs` from docs/openapi.json.

export interface paths {
    "/api/v2/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages by the time when they were sent or failed: by day or hour, by template, and how late they went out. They
         *     equal the history, and stay for a year when the history is cleaned up. With `Accept: text/csv` the series comes as
         *     CSV.
         * @description For `staff`, `admin`.
         */
        get: operations["Analytics_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/appointments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Appointments that are known, the latest start first. The next page is in the `Link` header.
         * @description For `staff`, `admin`, `service`.
         */
        get: operations["Appointments_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/appointments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All of one booking: its events, its notifications, and the messages that were never planned, each with the reason in
         *     a sentence. Lists are newest first and have at most 200 entries, with the latest 20 repeats of one event.
         * @description For `staff`, `admin`, `service`.
         */
        get: operations["Appointments_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pictures that were uploaded, newest first. The next page is in the `Link` header.
         * @description For `staff`, `admin`.
         */
        get: operations["Assets_list"];
        put?: never;
        /**
         * Stores a picture, at most 1 MB and 8,000 pixels a side. The same file again is the same picture. Its address is
         *     public and never changes.
         * @description For `admin`.
         */
        post: operations["Assets_store"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/assets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The picture, for everybody: mail programs fetch it. Caches may keep it for ever.
         * @description Needs no token.
         */
        get: operations["Assets_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/booking-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What happened to a booking: one CloudEvent, or up to 1,000 of them, all or nothing. One may also come in binary
         *     mode: its attributes as headers `ce-…`, its `data` as the body.
         * @description For `admin`, `service`.
         */
        post: operations["BookingEvents_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One template for up to 10,000 people. One who cannot be written to stops nobody.
         * @description For `staff`, `admin`, `service`.
         */
        post: operations["Bulk_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/bulk/{batch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a bulk send is.
         * @description For `staff`, `admin`, `service`.
         */
        get: operations["Bulk_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process runs.
         * @description Needs no token.
         */
        get: operations["Health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * It can take requests: Postgres answers, and its schema is there. `warnings` stop nothing.
         * @description Needs no token.
         */
        get: operations["Health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Measurements in Prometheus' text format, without anything personal.
         * @description Needs no token.
         */
        get: operations["Health_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Notifications, newest first. The next page is in the `Link` header. Without `user_id` everybody sees their own,
         *     staff and admin too, who mostly have none: for them `user_id=*` shows everybody's.
         * @description For `user`, `staff`, `admin`.
         */
        get: operations["History_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/history/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One notification with its context, its attempts and the receipts of the provider.
         * @description For `user`, `staff`, `admin`.
         */
        get: operations["History_read"];
        put?: never;
        post?: never;
        /**
         * Cancels a notification that is still pending. Nothing is deleted.
         * @description For `user`, `staff`, `admin`.
         */
        delete: operations["History_cancel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/twilio/inbound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A text message to the sending number. STOP and START, and Twilio's other words for them, change the suppression list
         *     before they are answered; HELP is answered with a text, unless a messaging service did so. Other messages change
         *     nothing.
         * @description Needs no token.
         */
        post: operations["Inbound_take"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's own preferences; created with the defaults on first read.
         * @description For `user`, `staff`, `admin`.
         */
        get: operations["Preferences_read"];
        /**
         * Changes some of them, with effect on what is already scheduled, and answers all.
         * @description For `user`, `staff`, `admin`.
         */
        put: operations["Preferences_update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every code that an error can have.
         * @description Needs no token.
         */
        get: operations["Problems_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One code: the page that `type` of an error names.
         * @description Needs no token.
         */
        get: operations["Problems_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/process-queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends what is due in this process: works without any worker, and without Redis.
         * @description For `admin`.
         */
        post: operations["Queue_process"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/preferences/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page in the reader's language with a form that needs no script. It changes nothing: programs that check links
         *     open it too.
         * @description Needs no token.
         */
        get: operations["ReaderPreferences_show"];
        put?: never;
        /**
         * Changes what the form says, with effect on what is already scheduled. A field that is not there changes nothing.
         * @description Needs no token.
         */
        post: operations["ReaderPreferences_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/sendgrid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * SendGrid's Event Webhook: an array of events, answered once they are stored. An event that cannot be read is left
         *     out. What came before changes nothing.
         * @description Needs no token.
         */
        post: operations["Receipts_sendgrid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/twilio/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Twilio's status callback of one message.
         * @description Needs no token.
         */
        post: operations["Receipts_twilioStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/history/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a notification again that failed, or that was sent and did not arrive, to the address that its recipient has
         *     by now. It is pending again; the log of its attempts goes on.
         * @description For `staff`, `admin`.
         */
        post: operations["Resends_resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/history/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends again what failed since an instant, oldest first, without what cannot be sent any more.
         * @description For `admin`.
         */
        post: operations["Resends_redrive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/recipients/{id}/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A person's preferences; created with the defaults on first read.
         * @description For `staff`, `admin`.
         */
        get: operations["RecipientPreferences_read"];
        /**
         * Changes some of them, with effect on what is already scheduled, and answers all.
         * @description For `staff`, `admin`.
         */
        put: operations["RecipientPreferences_update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People by a part of their id, name, email or phone; those who became known last come first.
         * @description For `staff`, `admin`, `service`.
         */
        get: operations["Recipients_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/recipients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is known of a person; booking events keep it up to date.
         * @description For `staff`, `admin`, `service`.
         */
        get: operations["Recipients_read"];
        /**
         * Stores contact details, with effect on everything that waits for this person.
         * @description For `admin`, `service`.
         */
        put: operations["Recipients_write"];
        post?: never;
        /**
         * Erases the person: name, addresses and all that was written to them. What waits is cancelled, counts stay, an
         *     opt-out stays in an unreadable form. May be repeated.
         * @description For `admin`, `service`.
         */
        delete: operations["Recipients_erase"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where to go from here. A browser goes to the console.
         * @description Needs no token.
         */
        get: operations["Root_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/sandbox/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Captured messages, newest first.
         * @description For `staff`, `admin`.
         */
        get: operations["Sandbox_list"];
        put?: never;
        post?: never;
        /**
         * Forgets captured messages: those that the same filter would list, or all of them without a limit.
         * @description For `staff`, `admin`.
         */
        delete: operations["Sandbox_clear"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One message to one person, now or later, from any template.
         * @description For `staff`, `admin`, `service`.
         */
        post: operations["Sends_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of the notifications of the last days: for staff and admin everybody's, else one's own.
         * @description For `user`, `staff`, `admin`.
         */
        get: operations["Statistics_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every part, each channel with its pause and why, what is due, and how late messages go out. Answers within two seconds, also when parts do not.
         * @description For `staff`, `admin`.
         */
        get: operations["Status_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Server-sent events that say what changed, by any process, within a second or two: the `data` of each is as described
         *     here. They carry ids only: ask for what you show. It is best effort: a message that waits for another try is not told. When it was interrupted, `more` is
         *     the first event. It ends when the token or session does.
         * @description For `staff`, `admin`.
         */
        get: operations["Stream_open"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Entries of the list, newest first. The next page is in the `Link` header.
         * @description For `staff`, `admin`.
         */
        get: operations["Suppressions_list"];
        put?: never;
        /**
         * Puts an address on the list, with the cause `manual`. One that is there already stays as it is.
         * @description For `admin`.
         */
        post: operations["Suppressions_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/suppressions/{channel}/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes an address off the list.
         * @description For `admin`.
         */
        delete: operations["Suppressions_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/templates/variables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The variables that a booking's messages get by themselves, and the shipped parts that a text may include.
         * @description For `staff`, `admin`.
         */
        get: operations["TemplateReference_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can be sent; without the texts.
         * @description For `user`, `staff`, `admin`, `service`.
         */
        get: operations["Templates_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/templates/{name}/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One template with its text, in exactly that language. Those that are off are shown too.
         * @description For `staff`, `admin`.
         */
        get: operations["Templates_read"];
        /**
         * Writes a template as a new version, which is live on every worker within 5 seconds, or a new template (201).
         *     One that is broken or unsafe is refused with line and reason, and the version before stays.
         * @description For `admin`.
         */
        put: operations["Templates_write"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/templates/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renders a template, stored or being written, as it would go out. Nothing is stored and nothing is sent.
         * @description For `staff`, `admin`.
         */
        post: operations["Templates_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/templates/{name}/{type}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The versions of a template in exactly that language, newest first; the first is the one in use. The latest 200 are
         *     kept. The next page is in the `Link` header.
         * @description For `staff`, `admin`.
         */
        get: operations["TemplateVersions_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/templates/{name}/{type}/versions/{version}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Writes the subject, body and category of an old version as a new one, which is live on every worker within 5
         *     seconds. Whether the template is on stays as it is, and what it says already makes no version.
         * @description For `admin`.
         */
        post: operations["TemplateVersions_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/test-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends an email to the caller, and nobody else. A channel without a provider captures it instead: see
         *     `GET /api/v2/sandbox/messages`. Staff may send a text that is being written (`subject`, `body`): it is checked and
         *     rendered as a stored one, kept nowhere, and tried once.
         * @description For `user`, `staff`, `admin`.
         */
        post: operations["TestSends_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/notifications/test-sms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends an SMS to the caller, and nobody else. A channel without a provider captures it instead: see
         *     `GET /api/v2/sandbox/messages`. Staff may send a text that is being written (`subject`, `body`): it is checked and
         *     rendered as a stored one, kept nowhere, and tried once.
         * @description For `user`, `staff`, `admin`.
         */
        post: operations["TestSends_sms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/unsubscribe/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page in the reader's language that says what they get and from whom, with a button to end it. It changes nothing:
         *     programs that check links open it too.
         * @description Needs no token.
         */
        get: operations["Unsubscribe_show"];
        put?: never;
        /**
         * Ends the marketing of the link, or takes that back (`action=undo`). Mail providers send `List-Unsubscribe=One-Click`
         *     (RFC 8058) and are answered in a word; the form of the page gets the page. Messages about appointments go on.
         * @description Needs no token.
         */
        post: operations["Unsubscribe_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AnalyticsBucket: {
            /**
             * Format: date-time
             * @description When it begins.
             */
            at: string;
            /**
             * @description A provider took them.
             * @example 1204
             */
            sent: number;
            /**
             * @description They arrived, as far as receipts say. Without receipts (see `SENDGRID_WEBHOOK_PUBLIC_KEY`, `PUBLIC_BASE_URL`) none.
             * @example 1180
             */
            delivered: number;
            /** @example 711 */
            opened: number;
            /** @example 96 */
            clicked: number;
            /**
             * @description The mailbox does not exist or takes no mail.
             * @example 9
             */
            bounced: number;
            /**
             * @description They did not arrive for another reason: `undelivered`, `failed`, `blocked` or `dropped`.
             * @example 4
             */
            undelivered: number;
            /**
             * @description They were never sent: not counted in `sent`.
             * @example 6
             */
            failed: number;
            /** @example 2 */
            unsubscribed: number;
            /**
             * @description Parts of SMS that were sent, which are paid for.
             * @example 611
             */
            segments: number;
        };
        AnalyticsCounts: {
            /**
             * @description A provider took them.
             * @example 1204
             */
            sent: number;
            /**
             * @description They arrived, as far as receipts say. Without receipts (see `SENDGRID_WEBHOOK_PUBLIC_KEY`, `PUBLIC_BASE_URL`) none.
             * @example 1180
             */
            delivered: number;
            /** @example 711 */
            opened: number;
            /** @example 96 */
            clicked: number;
            /**
             * @description The mailbox does not exist or takes no mail.
             * @example 9
             */
            bounced: number;
            /**
             * @description They did not arrive for another reason: `undelivered`, `failed`, `blocked` or `dropped`.
             * @example 4
             */
            undelivered: number;
            /**
             * @description They were never sent: not counted in `sent`.
             * @example 6
             */
            failed: number;
            /** @example 2 */
            unsubscribed: number;
            /**
             * @description Parts of SMS that were sent, which are paid for.
             * @example 611
             */
            segments: number;
        };
        AnalyticsRates: {
            /**
             * @description Delivered, of what was sent.
             * @example 0.98
             */
            delivery: number;
            /**
             * @description Opened, of what was delivered.
             * @example 0.6
             */
            open: number;
            /**
             * @description Clicked, of what was delivered.
             * @example 0.08
             */
            click: number;
            /**
             * @description Bounced, of what was sent.
             * @example 0.007
             */
            bounce: number;
            /**
             * @description Failed, of what was sent or failed.
             * @example 0.005
             */
            failure: number;
        };
        AnalyticsTemplate: {
            /**
             * @description A provider took them.
             * @example 1204
             */
            sent: number;
            /**
             * @description They arrived, as far as receipts say. Without receipts (see `SENDGRID_WEBHOOK_PUBLIC_KEY`, `PUBLIC_BASE_URL`) none.
             * @example 1180
             */
            delivered: number;
            /** @example 711 */
            opened: number;
            /** @example 96 */
            clicked: number;
            /**
             * @description The mailbox does not exist or takes no mail.
             * @example 9
             */
            bounced: number;
            /**
             * @description They did not arrive for another reason: `undelivered`, `failed`, `blocked` or `dropped`.
             * @example 4
             */
            undelivered: number;
            /**
             * @description They were never sent: not counted in `sent`.
             * @example 6
             */
            failed: number;
            /** @example 2 */
            unsubscribed: number;
            /**
             * @description Parts of SMS that were sent, which are paid for.
             * @example 611
             */
            segments: number;
            /** @example appointment_reminder */
            template_name: string;
            /**
             * @example email
             * @enum {string}
             */
            notification_type: "email" | "sms";
        };
        AnalyticsLag: {
            /**
             * @description `null`, like the two below, where no message was sent.
             * @example 14
             */
            p50: number | null;
            /** @example 120 */
            p95: number | null;
            /** @example 480 */
            p99: number | null;
        };
        AnalyticsAnswer: {
            /** @description The oldest first. A bucket without messages is there too. Messages count when they were sent or failed. */
            series: components["schemas"]["AnalyticsBucket"][];
            /** @description The sums of `series`. */
            totals: components["schemas"]["AnalyticsCounts"];
            rates: components["schemas"]["AnalyticsRates"];
            /** @description The most sent first. */
            by_template: components["schemas"]["AnalyticsTemplate"][];
            lag_ms: components["schemas"]["AnalyticsLag"];
        };
        ListedClient: {
            /** @example user-1 */
            id: string;
            /**
             * @description `null` once the person was erased.
             * @example John Doe
             */
            name: string | null;
        };
        ListedAppointmentItem: {
            /** @example apt-1 */
            id: string;
            /** @enum {string} */
            status: "confirmed" | "pending" | "rescheduled" | "cancelled" | "completed" | "no_show";
            /** Format: date-time */
            starts_at: string;
            /**
             * @description The zone that its times are shown in.
             * @example America/New_York
             */
            timezone: string;
            /**
             * @description `null` once its client was erased.
             * @example Haircut
             */
            service_name: string | null;
            client: components["schemas"]["ListedClient"];
        };
        StoryClient: {
            /** @example user-1 */
            id: string;
            /**
             * @description `null` once the person was erased, as are email and phone.
             * @example John Doe
             */
            name: string | null;
            /** @example john@example.com */
            email: string | null;
            /** @example +12025550123 */
            phone: string | null;
        };
        StoryEventItem: {
            /** @example evt-1 */
            event_id: string;
            /** @example /booking-service */
            source: string;
            /** @enum {string} */
            type: "booking.created" | "booking.confirmed" | "booking.rescheduled" | "booking.cancelled";
            /**
             * @description `null` where the event says none, or its client was erased.
             * @example 1
             */
            version: number | null;
            /** Format: date-time */
            received_at: string;
            /**
             * @description `stale`: newer news had come already, so it changed nothing. `duplicate`: the same event came again.
             * @example applied
             * @enum {string}
             */
            outcome: "applied" | "stale" | "duplicate";
        };
        StoryNotification: {
            /**
             * @description What became of it, or what it waits for. Times are those of the booking's zone.
             * @example Sent on 22 Nov at 05:00, and delivered.
             */
            explanation: string;
            /**
             * Format: uuid
             * @example 0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            id: string;
            /** @example user-1 */
            user_id: string;
            /** @example apt-1 */
            appointment_id: string | null;
            /** @enum {string} */
            notification_type: "email" | "sms";
            /** @example appointment_confirmation */
            template_name: string;
            /**
             * @description The address it goes to; `null` once the person was erased.
             * @example john@example.com
             */
            recipient: string | null;
            /**
             * @description Of emails, once rendered.
             * @example Confirmed: Haircut on Tue Dec 1, 2:00 PM
             */
            subject: string | null;
            /**
             * @example sent
             * @enum {string}
             */
            status: "pending" | "cancelled" | "sent" | "failed";
            /**
             * @description Finer than `status`: `sending` and `in_doubt` are both `pending`.
             * @example sent
             * @enum {string}
             */
            state: "pending" | "cancelled" | "sent" | "failed" | "sending" | "in_doubt";
            /**
             * @description Why it waits, failed or was cancelled.
             * @enum {string|null}
             */
            reason: "in_doubt" | "booking_cancelled" | "superseded" | "user_request" | "expired" | "preference_off" | "suppressed" | "country_not_allowed" | "erased" | "provider_not_configured" | "provider_auth" | "invalid_recipient" | "template_missing" | "template_error" | "retries_exhausted" | "rejected" | null;
            /** Format: date-time */
            scheduled_for: string;
            /**
             * Format: date-time
             * @example 2026-11-22T10:00:01.250Z
             */
            sent_at: string | null;
            /**
             * @description How often it was tried.
             * @example 1
             */
            attempts: number;
            /** @description What went wrong last, or why it did not arrive, without anything personal. */
            error_message: string | null;
            /** @example sendgrid */
            provider: string | null;
            /**
             * @description The provider's own id of the message.
             * @example 14c5d75ce93.dfd.64b469
             */
            provider_message_id: string | null;
            /**
             * @description What became of it, as far as the provider's receipts say: the status that tells most. `null`: none has come.
             * @example delivered
             */
            delivery_status: string | null;
            /**
             * Format: date-time
             * @description When it arrived, as the provider said first. It stays if the message comes back later.
             * @example 2026-11-22T10:00:04.000Z
             */
            delivered_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        NotSentItem: {
            /** @example appointment_reminder */
            template_name: string;
            /** @enum {string} */
            notification_type: "email" | "sms";
            /**
             * @description Of a reminder: hours before the start.
             * @example 24
             */
            hours_until: number | null;
            /**
             * @example past_due
             * @enum {string}
             */
            reason: "booking_cancelled" | "preference_off" | "suppressed" | "country_not_allowed" | "stale" | "duplicate" | "past_due" | "no_address" | "unchanged" | "too_soon";
            /**
             * @description The reason in a sentence. Times are those of the booking's zone.
             * @example The 24-hour reminder by SMS was not planned: when the booking came in, on 1 Dec at 10:02, the appointment was only 3 hours away.
             */
            explanation: string;
        };
        Story: {
            /** @example apt-1 */
            id: string;
            /** @enum {string} */
            status: "confirmed" | "pending" | "rescheduled" | "cancelled" | "completed" | "no_show";
            /**
             * @description The platform's own count of changes; `null`: it sends none.
             * @example 1
             */
            version: number | null;
            /** Format: date-time */
            starts_at: string;
            /**
             * @description The zone that its times are shown in: an IANA name, or the offset of its start.
             * @example America/New_York
             */
            timezone: string;
            /**
             * @description `null` once its client was erased.
             * @example Haircut
             */
            service_name: string | null;
            client: components["schemas"]["StoryClient"];
            /** @description Newest first. */
            events: components["schemas"]["StoryEventItem"][];
            /** @description Newest first, also those to a client who had the appointment before. */
            notifications: components["schemas"]["StoryNotification"][];
            /** @description What its client was not told, and why. */
            not_sent: components["schemas"]["NotSentItem"][];
        };
        NewAsset: {
            /**
             * Format: binary
             * @description The picture. Its content says what it is, whatever its name and type say.
             * @example the bytes of the file
             */
            file: string;
        };
        Asset: {
            /**
             * @description Where everybody finds it, for ever: below `ASSET_BASE_URL`, else `PUBLIC_BASE_URL`.
             * @example https://notify.example.com/api/v2/assets/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.png
             */
            url: string;
            /**
             * @description Pixels.
             * @example 320
             */
            width: number;
            /**
             * @description Pixels.
             * @example 120
             */
            height: number;
            /** @example 18204 */
            bytes: number;
        };
        ListedAsset: {
            /**
             * @description Where everybody finds it, for ever: below `ASSET_BASE_URL`, else `PUBLIC_BASE_URL`.
             * @example https://notify.example.com/api/v2/assets/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.png
             */
            url: string;
            /**
             * @description Pixels.
             * @example 320
             */
            width: number;
            /**
             * @description Pixels.
             * @example 120
             */
            height: number;
            /** @example 18204 */
            bytes: number;
            /** Format: date-time */
            created_at: string;
        };
        Client: {
            /**
             * @description The user id, as in the tokens of this person.
             * @example user-1
             */
            id: string;
            /** @example John Doe */
            name?: string;
            /** @example john@example.com */
            email?: string;
            /**
             * @description E.164 at best; without a country code it is read as people write it in `BUSINESS_COUNTRY`.
             * @example +12025550123
             */
            phone?: string;
            /**
             * @description Language of the messages (BCP 47), as far as there are templates in it; else `DEFAULT_LOCALE`, else English.
             * @example en
             */
            locale?: string;
            /**
             * @description IANA zone of the person's quiet hours.
             * @example America/New_York
             */
            timezone?: string;
        };
        Business: {
            /** @example 6FB Barbershop */
            name?: string;
            /** @example 1 Main St */
            address?: string;
            /** @example +12025550100 */
            phone?: string;
            /**
             * @description Where answers to mails go.
             * @example hello@6fb.example
             */
            email?: string;
            /** @example Free up to 24 h before. */
            cancellation_policy?: string;
            /**
             * @description IANA zone of start times that name none.
             * @example America/New_York
             */
            timezone?: string;
        };
        AppointmentLinks: {
            /** @example https://shop.example.com/bookings/apt-1 */
            manage?: string;
            /** @example https://shop.example.com/bookings/apt-1/cancel */
            cancel?: string;
            /** @example https://shop.example.com/bookings/apt-1/move */
            reschedule?: string;
            /**
             * @description The same as `book_new_url`, which wins.
             * @example https://shop.example.com/book
             */
            book_again?: string;
        };
        Appointment: {
            /** @example apt-1 */
            id: string;
            /**
             * @description Grows with each change; without it `time` of the event decides what is newer.
             * @example 1
             */
            version?: number;
            /**
             * @description Omitted means `confirmed`, and at a move of a booking that awaits the shop it means `pending`. With `pending` the
             *     client reads "we have your request"; the confirmation and the reminders come with `booking.confirmed`.
             * @example confirmed
             * @enum {string}
             */
            status?: "confirmed" | "pending" | "rescheduled" | "cancelled" | "completed" | "no_show";
            /**
             * @description With an offset, or local time in `timezone`.
             * @example 2026-12-01T14:00:00-05:00
             */
            starts_at: string;
            /**
             * @description IANA zone that the messages show the start in.
             * @example America/New_York
             */
            timezone?: string;
            /** @example 45 */
            duration_minutes?: number;
            /** @example Haircut */
            service_name: string;
            /**
             * @description A text such as `"49.50"` is read too.
             * @example 49.5
             */
            price?: number;
            /**
             * @description ISO 4217, in capitals or not.
             * @example USD
             */
            currency?: string;
            /** @example Sam */
            barber_name?: string;
            /** @example https://shop.example.com/book */
            book_new_url?: string;
            client: components["schemas"]["Client"];
            business?: components["schemas"]["Business"];
            links?: components["schemas"]["AppointmentLinks"];
        };
        PreviousAppointment: {
            /**
             * @description Shown as the old time; what was known before stands in for it.
             * @example 2026-11-30T10:00:00-05:00
             */
            starts_at?: string;
        };
        Cancellation: {
            /**
             * @description Changes the wording.
             * @example client
             * @enum {string}
             */
            cancelled_by?: "client" | "business";
            /** @example Something came up. */
            reason?: string;
            /** @example 2026-11-25T09:30:00-05:00 */
            cancelled_at?: string;
            /**
             * @description In `currency` of the appointment; a text such as `"24.75"` is read too.
             * @example 24.75
             */
            refund_amount?: number;
            /** @example 5-7 days */
            refund_timeframe?: string;
            /** @example to the card that you paid with */
            refund_method?: string;
            /** @example 10% off your next visit */
            compensation_offered?: string;
            /** @example https://shop.example.com/book */
            book_new_url?: string;
        };
        BookingEventData: {
            appointment: components["schemas"]["Appointment"];
            /** @description Of `booking.rescheduled`. */
            previous?: components["schemas"]["PreviousAppointment"];
            /** @description Of `booking.cancelled`. */
            cancellation?: components["schemas"]["Cancellation"];
        };
        BookingEvent: {
            /**
             * @description `1.0`, or left out.
             * @example 1.0
             */
            specversion?: string;
            /**
             * @description Together with `source` it names the event: a repeat gets the first answer.
             * @example evt-1
             */
            id: string;
            /** @example /booking-service */
            source: string;
            /** @enum {string} */
            type: "booking.created" | "booking.confirmed" | "booking.rescheduled" | "booking.cancelled";
            /**
             * Format: date-time
             * @description Decides what is newer where appointments carry no `version`.
             * @example 2026-11-22T10:00:00Z
             */
            time?: string;
            data: components["schemas"]["BookingEventData"];
        };
        PlannedItem: {
            /**
             * Format: uuid
             * @example 0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            id: string;
            /** @enum {string} */
            notification_type: "email" | "sms";
            /** @example appointment_confirmation */
            template_name: string;
            /**
             * @example pending
             * @enum {string}
             */
            status: "pending" | "cancelled" | "sent" | "failed";
            /**
             * Format: date-time
             * @example 2026-11-22T10:00:00.000Z
             */
            scheduled_for: string;
            /**
             * @description Of failed ones only: why it failed at once.
             * @example invalid_recipient
             * @enum {string}
             */
            reason?: "in_doubt" | "booking_cancelled" | "superseded" | "user_request" | "expired" | "preference_off" | "suppressed" | "country_not_allowed" | "erased" | "provider_not_configured" | "provider_auth" | "invalid_recipient" | "template_missing" | "template_error" | "retries_exhausted" | "rejected";
            /**
             * @description Of failed ones only: what is wrong.
             * @example "The client"s email must be an email address such as name@example.com"
             */
            error_message?: string;
        };
        SkippedItem: {
            /** @example appointment_reminder */
            template_name: string;
            /**
             * @example sms
             * @enum {string}
             */
            notification_type: "email" | "sms";
            /**
             * @description Of reminders: hours before the start.
             * @example 24
             */
            hours_until: number | null;
            /**
             * @description Why not.
             * @example past_due
             */
            reason: string;
        };
        BookingEventAnswer: {
            /** @example evt-1 */
            event_id: string;
            /**
             * @description Seen before: these are the notifications of the first time.
             * @example false
             */
            duplicate: boolean;
            notifications: components["schemas"]["PlannedItem"][];
            /** @description What was not planned, and why. */
            skipped: components["schemas"]["SkippedItem"][];
        };
        BulkSend: {
            /**
             * @description 1 to 10,000 users whose contact details are known.
             * @example [
             *       "user-1",
             *       "user-2"
             *     ]
             */
            user_ids: string[];
            /** @example marketing_announcement */
            template_name: string;
            /**
             * @description Fills the template, for everybody; at most 16 KB. Who lacks a variable that the template prints is skipped:
             *     `missing_variables`.
             * @example {
             *       "headline": "Open on Sundays",
             *       "message": "From December on."
             *     }
             */
            context: {
                [key: string]: unknown;
            };
            /**
             * @description By user id, over `context`; at most 16 KB each.
             * @example {
             *       "user-1": {
             *         "headline": "For you"
             *       }
             *     }
             */
            contexts?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /**
             * @description With an offset, up to two years ahead; a time that has passed means now.
             * @example 2026-12-01T14:00:00-05:00
             */
            scheduled_for?: string;
        };
        BulkSkippedItem: {
            /** @example user-2 */
            user_id: string;
            /**
             * @example sms
             * @enum {string}
             */
            notification_type: "email" | "sms";
            /**
             * @example preference_off
             * @enum {string}
             */
            reason: "in_doubt" | "booking_cancelled" | "superseded" | "user_request" | "expired" | "preference_off" | "suppressed" | "country_not_allowed" | "erased" | "provider_not_configured" | "provider_auth" | "invalid_recipient" | "template_missing" | "template_error" | "retries_exhausted" | "rejected" | "stale" | "duplicate" | "past_due" | "no_address" | "unchanged" | "too_soon" | "missing_variables";
        };
        BulkAccepted: {
            /**
             * Format: uuid
             * @example 0199e1a6-9d7e-7f50-8b12-3c4d5e6f7081
             */
            batch_id: string;
            /** @example 3 */
            notifications_queued: number;
            /** @description What was not planned, and why; in the order of the users. */
            skipped: components["schemas"]["BulkSkippedItem"][];
        };
        BulkProgress: {
            /** @example 3 */
            total: number;
            /**
             * @description Waiting, or being sent.
             * @example 1
             */
            pending: number;
            /** @example 2 */
            sent: number;
            /** @example 0 */
            failed: number;
            /** @example 0 */
            cancelled: number;
        };
        Alive: {
            /** @enum {string} */
            status: "ok";
        };
        DependencyStates: {
            /** @enum {string} */
            postgres: "up" | "down";
            /**
             * @description The API works without it.
             * @enum {string}
             */
            redis: "up" | "down";
        };
        Ready: {
            /** @enum {string} */
            status: "ready";
            checks: components["schemas"]["DependencyStates"];
            /**
             * @description What is wrong with the settings and with what the process stands on, and what to do. Empty when all is well.
             * @example [
             *       "PUBLIC_BASE_URL is not set: it is not heard whether an SMS arrived, nor who answers STOP"
             *     ]
             */
            warnings: string[];
        };
        HistoryItem: {
            /**
             * Format: uuid
             * @example 0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            id: string;
            /** @example user-1 */
            user_id: string;
            /** @example apt-1 */
            appointment_id: string | null;
            /** @enum {string} */
            notification_type: "email" | "sms";
            /** @example appointment_confirmation */
            template_name: string;
            /**
             * @description The address it goes to; `null` once the person was erased.
             * @example john@example.com
             */
            recipient: string | null;
            /**
             * @description Of emails, once rendered.
             * @example Confirmed: Haircut on Tue Dec 1, 2:00 PM
             */
            subject: string | null;
            /**
             * @example sent
             * @enum {string}
             */
            status: "pending" | "cancelled" | "sent" | "failed";
            /**
             * @description Finer than `status`: `sending` and `in_doubt` are both `pending`.
             * @example sent
             * @enum {string}
             */
            state: "pending" | "cancelled" | "sent" | "failed" | "sending" | "in_doubt";
            /**
             * @description Why it waits, failed or was cancelled.
             * @enum {string|null}
             */
            reason: "in_doubt" | "booking_cancelled" | "superseded" | "user_request" | "expired" | "preference_off" | "suppressed" | "country_not_allowed" | "erased" | "provider_not_configured" | "provider_auth" | "invalid_recipient" | "template_missing" | "template_error" | "retries_exhausted" | "rejected" | null;
            /** Format: date-time */
            scheduled_for: string;
            /**
             * Format: date-time
             * @example 2026-11-22T10:00:01.250Z
             */
            sent_at: string | null;
            /**
             * @description How often it was tried.
             * @example 1
             */
            attempts: number;
            /** @description What went wrong last, or why it did not arrive, without anything personal. */
            error_message: string | null;
            /** @example sendgrid */
            provider: string | null;
            /**
             * @description The provider's own id of the message.
             * @example 14c5d75ce93.dfd.64b469
             */
            provider_message_id: string | null;
            /**
             * @description What became of it, as far as the provider's receipts say: the status that tells most. `null`: none has come.
             * @example delivered
             */
            delivery_status: string | null;
            /**
             * Format: date-time
             * @description When it arrived, as the provider said first. It stays if the message comes back later.
             * @example 2026-11-22T10:00:04.000Z
             */
            delivered_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        AttemptLogItem: {
            /** Format: date-time */
            started_at: string;
            /**
             * @example sent
             * @enum {string}
             */
            outcome: "cancelled" | "sent" | "failed" | "in_doubt" | "retry" | "released";
            /** @example sendgrid */
            provider: string | null;
            /**
             * @description HTTP status of the provider's answer.
             * @example 202
             */
            provider_status: number | null;
            /** @description The provider's error code. */
            provider_code: string | null;
            /** @example 184 */
            duration_ms: number | null;
            error_message: string | null;
            /**
             * @description By what it became known that the provider took this message, although no answer of it was recorded: its receipt, its
             *     list of messages, or its answer that came too late.
             * @enum {string|null}
             */
            evidence: "receipt" | "list" | "answer" | null;
            /** Format: date-time */
            evidence_at: string | null;
        };
        ReceiptItem: {
            /** @example sendgrid */
            provider: string;
            /**
             * @description The provider's own word.
             * @example bounce
             */
            event: string;
            /**
             * @description What it means for the delivery; `null`: nothing.
             * @example bounced
             */
            status: string | null;
            /**
             * @description The provider's code, mostly of an error.
             * @example 5.1.1
             */
            code: string | null;
            /**
             * Format: date-time
             * @description When it happened, as the provider says.
             */
            occurred_at: string;
            /**
             * Format: date-time
             * @description When we were told.
             */
            received_at: string;
        };
        HistoryItemDetail: {
            /**
             * Format: uuid
             * @example 0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            id: string;
            /** @example user-1 */
            user_id: string;
            /** @example apt-1 */
            appointment_id: string | null;
            /** @enum {string} */
            notification_type: "email" | "sms";
            /** @example appointment_confirmation */
            template_name: string;
            /**
             * @description The address it goes to; `null` once the person was erased.
             * @example john@example.com
             */
            recipient: string | null;
            /**
             * @description Of emails, once rendered.
             * @example Confirmed: Haircut on Tue Dec 1, 2:00 PM
             */
            subject: string | null;
            /**
             * @example sent
             * @enum {string}
             */
            status: "pending" | "cancelled" | "sent" | "failed";
            /**
             * @description Finer than `status`: `sending` and `in_doubt` are both `pending`.
             * @example sent
             * @enum {string}
             */
            state: "pending" | "cancelled" | "sent" | "failed" | "sending" | "in_doubt";
            /**
             * @description Why it waits, failed or was cancelled.
             * @enum {string|null}
             */
            reason: "in_doubt" | "booking_cancelled" | "superseded" | "user_request" | "expired" | "preference_off" | "suppressed" | "country_not_allowed" | "erased" | "provider_not_configured" | "provider_auth" | "invalid_recipient" | "template_missing" | "template_error" | "retries_exhausted" | "rejected" | null;
            /** Format: date-time */
            scheduled_for: string;
            /**
             * Format: date-time
             * @example 2026-11-22T10:00:01.250Z
             */
            sent_at: string | null;
            /**
             * @description How often it was tried.
             * @example 1
             */
            attempts: number;
            /** @description What went wrong last, or why it did not arrive, without anything personal. */
            error_message: string | null;
            /** @example sendgrid */
            provider: string | null;
            /**
             * @description The provider's own id of the message.
             * @example 14c5d75ce93.dfd.64b469
             */
            provider_message_id: string | null;
            /**
             * @description What became of it, as far as the provider's receipts say: the status that tells most. `null`: none has come.
             * @example delivered
             */
            delivery_status: string | null;
            /**
             * Format: date-time
             * @description When it arrived, as the provider said first. It stays if the message comes back later.
             * @example 2026-11-22T10:00:04.000Z
             */
            delivered_at: string | null;
            /** Format: date-time */
            created_at: string;
            /**
             * @description What filled the template.
             * @example {
             *       "client_name": "John Doe",
             *       "service_name": "Haircut"
             *     }
             */
            context: {
                [key: string]: unknown;
            };
            /**
             * @description How many more messages than one the provider is proven to have taken.
             * @example 0
             */
            duplicates: number;
            /** @description Every try, oldest first. */
            attempts_log: components["schemas"]["AttemptLogItem"][];
            /** @description What the provider said later, oldest first. At most 20 of one kind. */
            events: components["schemas"]["ReceiptItem"][];
        };
        Message: {
            /** @example Notification cancelled successfully */
            message: string;
        };
        Preferences: {
            /**
             * Format: uuid
             * @example 0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            id: string;
            /** @example user-1 */
            user_id: string;
            /** @description Off: no email at all. */
            email_enabled: boolean;
            email_appointment_confirmation: boolean;
            email_appointment_reminder: boolean;
            email_appointment_changes: boolean;
            /** @example false */
            email_marketing: boolean;
            /** @description Off: no SMS at all. */
            sms_enabled: boolean;
            sms_appointment_confirmation: boolean;
            sms_appointment_reminder: boolean;
            sms_appointment_changes: boolean;
            /** @example false */
            sms_marketing: boolean;
            /**
             * @description Hours before the appointment.
             * @example [
             *       24,
             *       2
             *     ]
             */
            reminder_hours: number[];
            /**
             * @description Holds SMS, not email, from `quiet_hours_start` to `quiet_hours_end`.
             * @example false
             */
            quiet_hours_enabled: boolean;
            /** @example 22:00 */
            quiet_hours_start: string;
            /** @example 08:00 */
            quiet_hours_end: string;
            /**
             * @description IANA zone of the quiet hours; `null`: that of the recipient.
             * @example America/New_York
             */
            timezone: string | null;
            /**
             * @description Language of the messages (BCP 47), as far as there are templates in it; `null`: that of the recipient.
             * @example en
             */
            locale: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        PreferencesUpdate: {
            /** @description Off: no email at all. */
            email_enabled?: boolean;
            email_appointment_confirmation?: boolean;
            email_appointment_reminder?: boolean;
            /** @description Cancelled and rescheduled appointments. */
            email_appointment_changes?: boolean;
            email_marketing?: boolean;
            /** @description Off: no SMS at all. */
            sms_enabled?: boolean;
            sms_appointment_confirmation?: boolean;
            sms_appointment_reminder?: boolean;
            /** @description Cancelled and rescheduled appointments. */
            sms_appointment_changes?: boolean;
            sms_marketing?: boolean;
            /**
             * @description Hours before the appointment: up to 10 different whole numbers from 1 to 720.
             * @example [
             *       24,
             *       2
             *     ]
             */
            reminder_hours?: number[];
            /**
             * @description Holds SMS, not email, from `quiet_hours_start` to `quiet_hours_end`. What could then only be read less than an hour
             *     before the start does not wait: a reminder goes out before they begin, a cancellation or a move at once.
             */
            quiet_hours_enabled?: boolean;
            /** @example 22:00 */
            quiet_hours_start?: string;
            /** @example 08:00 */
            quiet_hours_end?: string;
            /**
             * @description IANA zone of the quiet hours; `null`: that of the recipient.
             * @example America/New_York
             */
            timezone?: string | null;
            /**
             * @description Language of the messages (BCP 47), as far as there are templates in it; `null`: that of the recipient.
             * @example en
             */
            locale?: string | null;
        };
        ProblemPage: {
            /**
             * @example invalid_values
             * @enum {string}
             */
            code: "unreadable" | "invalid_json" | "malformed_url" | "body_missing" | "address_missing" | "token_required" | "token_expired" | "token_invalid" | "signed_out" | "link_used_or_late" | "webhook_signature" | "webhook_not_configured" | "forbidden" | "other_origin" | "not_found" | "unknown_path" | "method_not_allowed" | "request_timeout" | "idempotency_key_reused" | "cannot_be_resent" | "opt_out_stands" | "too_large" | "url_too_long" | "unsupported_media_type" | "invalid_values" | "too_many_requests" | "headers_too_large" | "unexpected" | "issuer_unavailable" | "unavailable";
            /** @example /problems/invalid_values */
            type: string;
            /**
             * @description The HTTP status that comes with it.
             * @example 422
             */
            status: number;
            /** @example Some values are invalid */
            title: string;
            /**
             * @description Why this happens.
             * @example The request can be read, and some of its values cannot be used. `errors` lists all of them.
             */
            meaning: string;
            /**
             * @description What you can do about it.
             * @example [
             *       "See `/docs` for every field with its limits and an example."
             *     ]
             */
            what_to_do: string[];
        };
        ProcessingResult: {
            /** @example 1 */
            processed: number;
            /** @example 1 */
            successful: number;
            /**
             * @description For good; what will be tried again counts in `processed` only.
             * @example 0
             */
            failed: number;
        };
        QueueProcessed: {
            /** @example Notification queue processed */
            message: string;
            result: components["schemas"]["ProcessingResult"];
        };
        PreferencesForm: {
            /**
             * @description Off: no email at all.
             * @enum {string}
             */
            email_enabled?: "on" | "off";
            /** @enum {string} */
            email_appointment_confirmation?: "on" | "off";
            /** @enum {string} */
            email_appointment_reminder?: "on" | "off";
            /**
             * @description Cancelled and rescheduled appointments.
             * @enum {string}
             */
            email_appointment_changes?: "on" | "off";
            /** @enum {string} */
            email_marketing?: "on" | "off";
            /**
             * @description Off: no SMS at all.
             * @enum {string}
             */
            sms_enabled?: "on" | "off";
            /** @enum {string} */
            sms_appointment_confirmation?: "on" | "off";
            /** @enum {string} */
            sms_appointment_reminder?: "on" | "off";
            /**
             * @description Cancelled and rescheduled appointments.
             * @enum {string}
             */
            sms_appointment_changes?: "on" | "off";
            /** @enum {string} */
            sms_marketing?: "on" | "off";
            /**
             * @description Hours before the appointment: up to 10 different whole numbers from 1 to 720, with commas between them.
             * @example 24, 2
             */
            reminder_hours?: string;
            /** @enum {string} */
            quiet_hours_enabled?: "on" | "off";
            /** @example 22:00 */
            quiet_hours_start?: string;
            /** @example 08:00 */
            quiet_hours_end?: string;
        };
        Redrive: {
            /**
             * Format: date-time
             * @description Those that failed at this instant or later: RFC 3339 with an offset.
             * @example 2026-11-22T10:00:00Z
             */
            since: string;
            /**
             * @description Only those of this template.
             * @example appointment_reminder
             */
            template_name?: string;
            /**
             * @description Most notifications to send again; the oldest come first.
             * @default 1000
             * @example 1000
             */
            limit: number;
            /**
             * @description Only those that failed for this reason.
             * @enum {string}
             */
            reason?: "in_doubt" | "suppressed" | "provider_auth" | "invalid_recipient" | "template_missing" | "template_error" | "retries_exhausted" | "rejected";
        };
        Redriven: {
            /**
             * @description How many are pending again.
             * @example 12
             */
            redriven: number;
        };
        Recipient: {
            /** @example user-1 */
            id: string;
            /** @example John Doe */
            name: string | null;
            /** @example john@example.com */
            email: string | null;
            /** @example +12025550123 */
            phone: string | null;
            /** @example en */
            locale: string | null;
            /** @example America/New_York */
            timezone: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        RecipientUpdate: {
            /** @example John Doe */
            name?: string | null;
            /**
             * @description Stored with its domain in lower case and ASCII.
             * @example john@example.com
             */
            email?: string | null;
            /**
             * @description Stored as E.164; without a country code it is read as people write it in `BUSINESS_COUNTRY`. A number in a country that SMS may not go to is stored too, and nothing is sent there.
             * @example +12025550123
             */
            phone?: string | null;
            /**
             * @description Language of the messages (BCP 47), as far as there are templates in it, unless the person prefers another.
             * @example en
             */
            locale?: string | null;
            /**
             * @description IANA zone of the person's own clock.
             * @example America/New_York
             */
            timezone?: string | null;
        };
        Links: {
            /** @example Booking Notifications */
            name: string;
            /**
             * @description For people, in a browser.
             * @example /console/
             */
            console: string;
            /**
             * @description Every call, to read and to try.
             * @example /docs
             */
            docs: string;
            /** @example /openapi.json */
            openapi: string;
            /**
             * @description What each error means.
             * @example /problems
             */
            problems: string;
            /**
             * @example {
             *       "live": "/health/live",
             *       "ready": "/health/ready"
             *     }
             */
            health: {
                [key: string]: string;
            };
            /** @example /metrics */
            metrics: string;
        };
        SmsSize: {
            /**
             * @description One character outside GSM-7 turns the whole message into UCS-2.
             * @enum {string}
             */
            encoding: "GSM-7" | "UCS-2";
            /**
             * @description Parts that are sent and paid for.
             * @example 1
             */
            segments: number;
            /**
             * @description As the limits of a part count them.
             * @example 96
             */
            characters: number;
        };
        SandboxMessage: {
            /**
             * Format: uuid
             * @example 0199e1a6-8c6d-7e4f-9a01-2b3c4d5e6f70
             */
            id: string;
            /**
             * Format: uuid
             * @example 0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            notification_id: string;
            /** @enum {string} */
            channel: "email" | "sms";
            /** @example john@example.com */
            to: string;
            /**
             * @description `null` for SMS.
             * @example Confirmed: Haircut on Tue Dec 1, 2:00 PM
             */
            subject: string | null;
            /**
             * @description `null` for SMS.
             * @example <p>Hi John Doe, your Haircut is confirmed.</p>
             */
            html: string | null;
            /** @example Hi John Doe, your Haircut is confirmed. */
            text: string;
            /** @description `null` for email. */
            sms: components["schemas"]["SmsSize"] | null;
            /** Format: date-time */
            captured_at: string;
        };
        SandboxCleared: {
            /**
             * @description How many.
             * @example 2
             */
            deleted: number;
        };
        SendRecipient: {
            /** @example user-1 */
            id: string;
            /** @example John Doe */
            name?: string;
            /** @example john@example.com */
            email?: string;
            /** @example +12025550123 */
            phone?: string;
            /** @example en */
            locale?: string;
            /** @example America/New_York */
            timezone?: string;
        };
        SendNotification: {
            /**
             * @description Somebody whose contact details are known.
             * @example user-1
             */
            user_id?: string;
            recipient?: components["schemas"]["SendRecipient"];
            /** @example appointment_reminder */
            template_name: string;
            /**
             * @description Fills the template, over the name of the recipient and what is known of the business. What the template prints and
             *     nobody gives is refused as `context.NAME`.
             * @example {
             *       "service_name": "Haircut",
             *       "appointment_date": "December 1, 2026",
             *       "appointment_time": "2:00 PM"
             *     }
             */
            context: {
                [key: string]: unknown;
            };
            /**
             * @description Omitted: every channel that has the template.
             * @example [
             *       "email"
             *     ]
             */
            channels?: ("email" | "sms")[];
            /**
             * @description Cancelled with this booking; not sent after its start.
             * @example apt-1
             */
            appointment_id?: string;
            /**
             * @description With an offset, up to two years ahead; a time that has passed means now.
             * @example 2026-12-01T14:00:00-05:00
             */
            scheduled_for?: string;
            /** @description Goes ahead of reminders, as confirmations, cancellations and reschedules always do. */
            urgent?: boolean;
        };
        SendAnswer: {
            notifications: components["schemas"]["PlannedItem"][];
            /** @description What was not planned, and why. */
            skipped: components["schemas"]["SkippedItem"][];
        };
        StatusCounts: {
            /** @example 41 */
            sent: number;
            /** @example 1 */
            failed: number;
            /**
             * @description Waiting, being sent, or in doubt.
             * @example 5
             */
            pending: number;
            /** @example 3 */
            cancelled: number;
        };
        ServiceCounts: {
            /** @example 41 */
            emails_sent: number;
            /** @example 1 */
            emails_failed: number;
            /** @example 38 */
            sms_sent: number;
            /** @example 0 */
            sms_failed: number;
        };
        StatisticsAnswer: {
            /** @description By their `delivery_status`, email and SMS together; words of providers that we do not know may occur. */
            delivery?: {
                /** @example 0 */
                delivered: number;
                /** @example 0 */
                opened: number;
                /** @example 0 */
                clicked: number;
                /** @example 0 */
                deferred: number;
                /** @example 0 */
                bounced: number;
                /** @example 0 */
                blocked: number;
                /** @example 0 */
                dropped: number;
                /** @example 0 */
                undelivered: number;
                /** @example 0 */
                failed: number;
                /** @example 0 */
                spam_report: number;
                /** @example 0 */
                unsubscribed: number;
            } & {
                [key: string]: number;
            };
            /** @example 7 */
            period_days: number;
            /**
             * Format: date-time
             * @description `period_days` ago, at the start of that hour (UTC).
             */
            since_date: string;
            email: components["schemas"]["StatusCounts"];
            sms: components["schemas"]["StatusCounts"];
            service_stats: components["schemas"]["ServiceCounts"];
            /** @description Only there, and `true`, when these are the caller's own. */
            user_specific?: boolean;
        };
        PartStatus: {
            /**
             * @example worker
             * @enum {string}
             */
            name: "postgres" | "redis" | "api" | "worker" | "scheduler";
            /** @example true */
            up: boolean;
            /**
             * @description How it is, or what is wrong, what that means and what to do.
             * @example runs, and sends what is due
             */
            detail: string;
        };
        ChannelStatus: {
            /** @enum {string} */
            channel: "email" | "sms";
            /**
             * @description `sandbox`: messages are captured instead of sent.
             * @example live
             * @enum {string}
             */
            mode: "live" | "sandbox" | "not_configured";
            /** @example true */
            paused: boolean;
            /**
             * @description Why its messages wait, and what to do. `null`: they do not wait.
             * @example SendGrid takes no more for now, so its messages wait 12 s; nothing needs to be done
             */
            reason: string | null;
            /**
             * Format: date-time
             * @description When the pause began. `null`: there is none, or it is not known.
             */
            since: string | null;
        };
        LaneBacklog: {
            /** @enum {string} */
            lane: "urgent" | "reminder" | "bulk";
            /** @enum {string} */
            channel: "email" | "sms";
            /**
             * @description Due, and not sent yet. Counted up to 10,000.
             * @example 3
             */
            due: number;
            /**
             * @description How long the oldest has been due. 0 when none is.
             * @example 1.5
             */
            oldest_seconds: number;
        };
        StatusAnswer: {
            parts: components["schemas"]["PartStatus"][];
            channels: components["schemas"]["ChannelStatus"][];
            /** @description One entry for each lane and channel. Empty while Postgres is away. */
            backlog: components["schemas"]["LaneBacklog"][];
            /**
             * @description How late the latest messages went out after they were due: 95 of a hundred within so many milliseconds. `null`: none
             *     went out within the last five minutes.
             * @example 14
             */
            lag_ms: number | null;
        };
        StreamEvent: {
            /**
             * @description What changed. `message` is one that the sandbox captured. `more`: more than is told one by one, so what is shown
             *     should be asked for again.
             * @enum {string}
             */
            type: "status" | "notification" | "message" | "appointment" | "template" | "suppression" | "more";
            /**
             * Format: uuid
             * @description Its id; of a template name and channel. `suppression`, `status` and `more` have none.
             * @example 0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            id?: string;
        };
        Suppression: {
            /** @enum {string} */
            channel: "email" | "sms";
            /**
             * @description Lower-case email or E.164; `sha256:` and a hash after its owner was erased.
             * @example john@example.com
             */
            address: string;
            /**
             * @description `opted_out`: by STOP, which only START lifts.
             * @enum {string}
             */
            cause: "bounced" | "unsubscribed" | "opted_out" | "spam_report" | "manual";
            /** Format: date-time */
            created_at: string;
        };
        NewSuppression: {
            /** @enum {string} */
            channel: "email" | "sms";
            /**
             * @description Email address, or phone number in any usual spelling.
             * @example john@example.com
             */
            address: string;
        };
        TemplateVariableItem: {
            /** @example client_name */
            name: string;
            /** @example Clients full name */
            meaning: string;
            /**
             * @description A value that a message may bring. Previews without a context show it.
             * @example John Doe
             */
            example: string;
            /**
             * @description The messages that bring it.
             * @example all
             * @enum {string}
             */
            made_for: "sms" | "rescheduled" | "marketing" | "reminder" | "all" | "appointments" | "cancellation";
            /** @description `false`: a text must read well without it. */
            is_always_there: boolean;
        };
        TemplatePartialItem: {
            /**
             * @example [
             *       "email"
             *     ]
             */
            channels: ("email" | "sms")[];
            /** @example button */
            name: string;
            /** @example A link as a button */
            meaning: string;
            /** @example {{#> button url=book_new_url}}Book again{{/button}} */
            example: string;
        };
        TemplateReference: {
            variables: components["schemas"]["TemplateVariableItem"][];
            partials: components["schemas"]["TemplatePartialItem"][];
        };
        TemplateSummary: {
            /**
             * Format: uuid
             * @example 0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            id: string;
            /** @example appointment_confirmation */
            name: string;
            /** @enum {string} */
            template_type: "email" | "sms";
            /**
             * @description `marketing` goes only to those who asked for it.
             * @example transactional
             * @enum {string}
             */
            category: "transactional" | "marketing";
            /** @example en */
            locale: string;
            /**
             * @description `null` for SMS.
             * @example Confirmed: {{service_name}} on {{appointment_date}} at {{appointment_time}}
             */
            subject: string | null;
            /**
             * @description Names that the template reads from the context.
             * @example [
             *       "client_name",
             *       "service_name",
             *       "appointment_date",
             *       "appointment_time"
             *     ]
             */
            variables: string[];
            is_active: boolean;
            /**
             * @description Grows with each change.
             * @example 1
             */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        Template: {
            /**
             * Format: uuid
             * @example 0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            id: string;
            /** @example appointment_confirmation */
            name: string;
            /** @enum {string} */
            template_type: "email" | "sms";
            /**
             * @description `marketing` goes only to those who asked for it.
             * @example transactional
             * @enum {string}
             */
            category: "transactional" | "marketing";
            /** @example en */
            locale: string;
            /**
             * @description `null` for SMS.
             * @example Confirmed: {{service_name}} on {{appointment_date}} at {{appointment_time}}
             */
            subject: string | null;
            /**
             * @description Names that the template reads from the context.
             * @example [
             *       "client_name",
             *       "service_name",
             *       "appointment_date",
             *       "appointment_time"
             *     ]
             */
            variables: string[];
            is_active: boolean;
            /**
             * @description Grows with each change.
             * @example 1
             */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * @description HTML of an email, text of an SMS; Handlebars.
             * @example <p>Hello {{client_name}}, see you on {{appointment_date}}.</p>
             */
            body: string;
        };
        TemplateUpdate: {
            /**
             * @description Handlebars; needed for a new email. An SMS has none.
             * @example Confirmed: {{service_name}} on {{appointment_date}}
             */
            subject?: string | null;
            /**
             * @description HTML of an email, text of an SMS; Handlebars, at most 100,000 characters.
             * @example <p>Hello {{client_name}}, see you on {{appointment_date}}.</p>
             */
            body: string;
            /**
             * @description `marketing` goes only to those who want it. A new template is `transactional` unless told otherwise.
             * @enum {string}
             */
            category?: "transactional" | "marketing";
            /** @description `false`: the template is kept, and nothing is sent with it. */
            is_active?: boolean;
        };
        UnfilledVariableItem: {
            /** @example clientname */
            name: string;
            /**
             * @description The variable that was probably meant.
             * @example client_name
             */
            did_you_mean: string | null;
        };
        SavedTemplate: {
            /**
             * Format: uuid
             * @example 0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            id: string;
            /** @example appointment_confirmation */
            name: string;
            /** @enum {string} */
            template_type: "email" | "sms";
            /**
             * @description `marketing` goes only to those who asked for it.
             * @example transactional
             * @enum {string}
             */
            category: "transactional" | "marketing";
            /** @example en */
            locale: string;
            /**
             * @description `null` for SMS.
             * @example Confirmed: {{service_name}} on {{appointment_date}} at {{appointment_time}}
             */
            subject: string | null;
            /**
             * @description Names that the template reads from the context.
             * @example [
             *       "client_name",
             *       "service_name",
             *       "appointment_date",
             *       "appointment_time"
             *     ]
             */
            variables: string[];
            is_active: boolean;
            /**
             * @description Grows with each change.
             * @example 1
             */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * @description HTML of an email, text of an SMS; Handlebars.
             * @example <p>Hello {{client_name}}, see you on {{appointment_date}}.</p>
             */
            body: string;
            /**
             * @description What the text reads and no booking fills. It comes out blank, unless a send gives it in its `context`: look for
             *     misspelt names.
             */
            unfilled_variables: components["schemas"]["UnfilledVariableItem"][];
        };
        PreviewRequest: {
            /** @example appointment_confirmation */
            template_name: string;
            /** @enum {string} */
            template_type: "email" | "sms";
            /**
             * @description Language of the reader (BCP 47); the template is found as for a send.
             * @example en
             */
            locale?: string;
            /**
             * @description Instead of the stored one.
             * @example Confirmed: {{service_name}}
             */
            subject?: string | null;
            /**
             * @description Instead of the stored one; needed for a template that is not stored.
             * @example <p>Hello {{client_name}}.</p>
             */
            body?: string;
            /**
             * @description Fills the template, with the business and the year of the installation; absent: examples of every variable.
             * @example {
             *       "client_name": "John Doe",
             *       "service_name": "Haircut"
             *     }
             */
            context?: {
                [key: string]: unknown;
            };
        };
        Preview: {
            /**
             * @description `null` for SMS, and for a new email that has none yet.
             * @example Confirmed: Haircut
             */
            subject: string | null;
            /**
             * @description HTML of an email, text of an SMS.
             * @example <p>Hello John Doe.</p>
             */
            body: string;
            /**
             * @description The plain text part of an email; `null` for SMS.
             * @example Hello John Doe.
             */
            text: string | null;
            /**
             * @description Names of what would be printed and has no value; what only an `{{#if}}` asks for is not among them.
             * @example [
             *       "appointment_date"
             *     ]
             */
            missing_variables: string[];
            /** @description `null` for email. */
            sms: components["schemas"]["SmsSize"] | null;
            /**
             * @description The characters for which GSM-7 has no code, so that the SMS goes out in UCS-2. Empty for email.
             * @example [
             *       "č"
             *     ]
             */
            outside_gsm: string[];
            /**
             * @description Language of the template that is shown.
             * @example en
             */
            locale: string;
            /**
             * @description There is no template in exactly the language that was asked for: readers with that language get this one.
             * @example false
             */
            fell_back: boolean;
        };
        TemplateVersion: {
            /** @example 1 */
            version: number;
            /**
             * @description `null` for SMS.
             * @example Confirmed: {{service_name}} on {{appointment_date}}
             */
            subject: string | null;
            /** @example <p>Hello {{client_name}}, see you on {{appointment_date}}.</p> */
            body: string;
            /**
             * @example transactional
             * @enum {string}
             */
            category: "transactional" | "marketing";
            is_active: boolean;
            /**
             * @description `sub` of who wrote it; `null`: it came with a release.
             * @example admin-1
             */
            edited_by: string | null;
            /** Format: date-time */
            created_at: string;
        };
        TestSend: {
            /**
             * @description The confirmation unless told otherwise.
             * @example appointment_confirmation
             */
            template_name?: string;
            /**
             * @description Staff only: instead of the stored subject, to try what is being written.
             * @example Confirmed: {{service_name}}
             */
            subject?: string | null;
            /**
             * @description Staff only: instead of the stored text. It is stored nowhere and has one try. Without `template_name` it stands
             *     alone.
             * @example <p>Hello {{client_name}}.</p>
             */
            body?: string;
            /**
             * @description Fills the template; sample values stand in for what is missing.
             * @example {
             *       "client_name": "John Doe"
             *     }
             */
            context?: {
                [key: string]: unknown;
            };
        };
        TestSent: {
            /**
             * @description What came of it, in words. It says "not sent", and why, when nothing was sent.
             * @example Test email queued and processed
             */
            message: string;
            /** @example 1 */
            notifications_queued: number;
            processing_result: components["schemas"]["ProcessingResult"];
            /**
             * @description Why it was not sent, if it was not.
             * @example suppressed
             */
            reason?: string;
            /**
             * @description What went wrong, in words; it may still be tried again.
             * @example Email: the provider cannot be reached
             */
            error_message?: string;
        };
        UnsubscribeForm: {
            /**
             * @description As RFC 8058 says.
             * @example One-Click
             */
            "List-Unsubscribe"?: string;
            /**
             * @description What the button of the page does.
             * @enum {string}
             */
            action?: "unsubscribe" | "undo";
        };
        /** @description The body of every refusal (RFC 9457). */
        Problem: {
            /**
             * Format: uri-reference
             * @description The page of the code, on this API: it says what the error means and what to do about it.
             * @example /problems/invalid_values
             */
            type: string;
            /**
             * @description The kind of error in a few words.
             * @example Some values are invalid
             */
            title: string;
            /**
             * @description The HTTP status.
             * @example 422
             */
            status: number;
            /**
             * @description What is wrong and what to do about it.
             * @example Some values are invalid: see `errors`.
             */
            detail: string;
            /**
             * @description The kind of error, for programs. It never changes; newer versions may add codes.
             * @example invalid_values
             * @enum {string}
             */
            code: "unreadable" | "invalid_json" | "malformed_url" | "body_missing" | "address_missing" | "token_required" | "token_expired" | "token_invalid" | "signed_out" | "link_used_or_late" | "webhook_signature" | "webhook_not_configured" | "forbidden" | "other_origin" | "not_found" | "unknown_path" | "method_not_allowed" | "request_timeout" | "idempotency_key_reused" | "cannot_be_resent" | "opt_out_stands" | "too_large" | "url_too_long" | "unsupported_media_type" | "invalid_values" | "too_many_requests" | "headers_too_large" | "unexpected" | "issuer_unavailable" | "unavailable";
            /**
             * @description Names this occurrence in the log (5xx).
             * @example urn:request:0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f
             */
            instance?: string;
            /** @description Every value that is wrong (422), or the place of a mistake in JSON (400). */
            errors?: {
                /**
                 * @description Path of the value.
                 * @example data.appointment.starts_at
                 */
                field: string;
                /**
                 * @description What it must be.
                 * @example must be a text
                 */
                message: string;
                /**
                 * @description Of a text such as a template: where it is wrong, from 1.
                 * @example 3
                 */
                line?: number;
                /**
                 * @description The place in that line, from 1.
                 * @example 12
                 */
                column?: number;
            }[];
        };
    };
    responses: {
        /** @description The request cannot be read. */
        Unreadable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no token and no session, or it is not valid here. */
        Unauthorized: {
            headers: {
                /** @description RFC 6750. */
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The role of the caller does not allow this, or a page of another origin uses the session of the console. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It does not exist, or belongs to somebody else. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is of another media type, or compressed. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Values are invalid or unknown; each is named. */
        InvalidValues: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description This caller called too often, on all API processes together. The role `service` is not limited. */
        TooManyRequests: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After": number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something went wrong on our side; `instance` finds it in the log. */
        Unexpected: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Postgres, or the issuer of the tokens, cannot be reached, or others changed the same booking at every try. Nothing was stored. */
        Unavailable: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After": number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    Analytics_read: {
        parameters: {
            query?: {
                /** @description How many days, today included, as clocks in `timezone` show them. With `bucket=hour` 31 at most. */
                days?: number;
                /** @description What each entry of `series` covers. */
                bucket?: "hour" | "day";
                /** @description An IANA zone, in which days and hours begin. Without it the zone of the shop counts (`BUSINESS_TIMEZONE`), else UTC. */
                timezone?: string;
                /** @description Only of this channel. */
                channel?: "email" | "sms";
                /** @description Only of this template. */
                template_name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "series": [
                     *         {
                     *           "at": "2026-11-22T10:00:00.000Z",
                     *           "sent": 1204,
                     *           "delivered": 1180,
                     *           "opened": 711,
                     *           "clicked": 96,
                     *           "bounced": 9,
                     *           "undelivered": 4,
                     *           "failed": 6,
                     *           "unsubscribed": 2,
                     *           "segments": 611
                     *         }
                     *       ],
                     *       "totals": {
                     *         "sent": 1204,
                     *         "delivered": 1180,
                     *         "opened": 711,
                     *         "clicked": 96,
                     *         "bounced": 9,
                     *         "undelivered": 4,
                     *         "failed": 6,
                     *         "unsubscribed": 2,
                     *         "segments": 611
                     *       },
                     *       "rates": {
                     *         "delivery": 0.98,
                     *         "open": 0.6,
                     *         "click": 0.08,
                     *         "bounce": 0.007,
                     *         "failure": 0.005
                     *       },
                     *       "by_template": [
                     *         {
                     *           "sent": 1204,
                     *           "delivered": 1180,
                     *           "opened": 711,
                     *           "clicked": 96,
                     *           "bounced": 9,
                     *           "undelivered": 4,
                     *           "failed": 6,
                     *           "unsubscribed": 2,
                     *           "segments": 611,
                     *           "template_name": "appointment_reminder",
                     *           "notification_type": "email"
                     *         }
                     *       ],
                     *       "lag_ms": {
                     *         "p50": 14,
                     *         "p95": 120,
                     *         "p99": 480
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AnalyticsAnswer"];
                    /**
                     * @example at,sent,delivered,opened,clicked,bounced,undelivered,failed,unsubscribed,segments
                     *     2026-11-22T00:00:00.000Z,41,40,22,3,0,1,0,0,20
                     */
                    "text/csv": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Appointments_list: {
        parameters: {
            query?: {
                /** @description Appointments on a page. */
                limit?: number;
                /** @description Only of this client. */
                client_id?: string;
                /** @description Only those that start at this instant or later: RFC 3339 with an offset. */
                from?: string;
                /** @description Only those that start before this instant. */
                to?: string;
                /** @description From the `Link` header of the page before; opaque. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The next page, `rel="next"`; none on the last. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": "apt-1",
                     *         "status": "confirmed",
                     *         "starts_at": "2026-11-22T10:00:00.000Z",
                     *         "timezone": "America/New_York",
                     *         "service_name": "Haircut",
                     *         "client": {
                     *           "id": "user-1",
                     *           "name": "John Doe"
                     *         }
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["ListedAppointmentItem"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Appointments_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the booking platform names the appointment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "apt-1",
                     *       "status": "confirmed",
                     *       "version": 1,
                     *       "starts_at": "2026-11-22T10:00:00.000Z",
                     *       "timezone": "America/New_York",
                     *       "service_name": "Haircut",
                     *       "client": {
                     *         "id": "user-1",
                     *         "name": "John Doe",
                     *         "email": "john@example.com",
                     *         "phone": "+12025550123"
                     *       },
                     *       "events": [
                     *         {
                     *           "event_id": "evt-1",
                     *           "source": "/booking-service",
                     *           "type": "booking.created",
                     *           "version": 1,
                     *           "received_at": "2026-11-22T10:00:00.000Z",
                     *           "outcome": "applied"
                     *         }
                     *       ],
                     *       "notifications": [
                     *         {
                     *           "explanation": "Sent on 22 Nov at 05:00, and delivered.",
                     *           "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *           "user_id": "user-1",
                     *           "appointment_id": "apt-1",
                     *           "notification_type": "email",
                     *           "template_name": "appointment_confirmation",
                     *           "recipient": "john@example.com",
                     *           "subject": "Confirmed: Haircut on Tue Dec 1, 2:00 PM",
                     *           "status": "sent",
                     *           "state": "sent",
                     *           "reason": null,
                     *           "scheduled_for": "2026-11-22T10:00:00.000Z",
                     *           "sent_at": "2026-11-22T10:00:01.250Z",
                     *           "attempts": 1,
                     *           "error_message": null,
                     *           "provider": "sendgrid",
                     *           "provider_message_id": "14c5d75ce93.dfd.64b469",
                     *           "delivery_status": "delivered",
                     *           "delivered_at": "2026-11-22T10:00:04.000Z",
                     *           "created_at": "2026-11-22T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "not_sent": [
                     *         {
                     *           "template_name": "appointment_reminder",
                     *           "notification_type": "email",
                     *           "hours_until": 24,
                     *           "reason": "past_due",
                     *           "explanation": "The 24-hour reminder by SMS was not planned: when the booking came in, on 1 Dec at 10:02, the appointment was only 3 hours away."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Story"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description No event has told of an appointment with this id, or it is over and was cleaned up. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Assets_list: {
        parameters: {
            query?: {
                /** @description Pictures on a page. */
                limit?: number;
                /** @description From the `Link` header of the page before; opaque. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The next page, `rel="next"`; none on the last. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "url": "https://notify.example.com/api/v2/assets/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.png",
                     *         "width": 320,
                     *         "height": 120,
                     *         "bytes": 18204,
                     *         "created_at": "2026-11-22T10:00:00.000Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["ListedAsset"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Assets_store: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A form in parts with a file of at most 1 MB. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": "the bytes of the file"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["NewAsset"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://notify.example.com/api/v2/assets/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.png",
                     *       "width": 320,
                     *       "height": 120,
                     *       "bytes": 18204
                     *     }
                     */
                    "application/json": components["schemas"]["Asset"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description The file is too large: at most 1 MB. Or: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The file is no PNG, JPEG, GIF or WebP, whatever its name says. Or: The body is of another media type, or compressed. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Assets_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SHA-256 of the content, a dot, and `png`, `jpg`, `gif` or `webp`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example the bytes of the picture */
                    "image/png": string;
                    /** @example the bytes of the picture */
                    "image/jpeg": string;
                    /** @example the bytes of the picture */
                    "image/gif": string;
                    /** @example the bytes of the picture */
                    "image/webp": string;
                };
            };
            400: components["responses"]["Unreadable"];
            /** @description There is no picture with this name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    BookingEvents_accept: {
        parameters: {
            query?: never;
            header?: {
                /** @description Binary mode: `specversion` of the event, percent-encoded; the body is its `data`. */
                "ce-specversion"?: string;
                /** @description Binary mode: `id` of the event, percent-encoded; the body is its `data`. */
                "ce-id"?: string;
                /** @description Binary mode: `source` of the event, percent-encoded; the body is its `data`. */
                "ce-source"?: string;
                /** @description Binary mode: `type` of the event, percent-encoded; the body is its `data`. */
                "ce-type"?: string;
                /** @description Binary mode: `time` of the event, percent-encoded; the body is its `data`. */
                "ce-time"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 5 MB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["BookingEvent"] | components["schemas"]["BookingEvent"][] | components["schemas"]["BookingEventData"];
                "application/cloudevents+json": components["schemas"]["BookingEvent"] | components["schemas"]["BookingEvent"][] | components["schemas"]["BookingEventData"];
                "application/cloudevents-batch+json": components["schemas"]["BookingEvent"] | components["schemas"]["BookingEvent"][] | components["schemas"]["BookingEventData"];
            };
        };
        responses: {
            /** @description Stored; an array for an array. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookingEventAnswer"] | components["schemas"]["BookingEventAnswer"][];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Bulk_send: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own name for this request, 1 to 255 visible ASCII characters, such as a UUID. Repeated with the same body within 24 hours it gets the first answer, with `Idempotency-Replayed: true`; with another body it is refused (409). */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 5 MB. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_ids": [
                 *         "user-1",
                 *         "user-2"
                 *       ],
                 *       "template_name": "marketing_announcement",
                 *       "context": {
                 *         "headline": "Open on Sundays",
                 *         "message": "From December on."
                 *       },
                 *       "contexts": {
                 *         "user-1": {
                 *           "headline": "For you"
                 *         }
                 *       },
                 *       "scheduled_for": "2026-12-01T14:00:00-05:00"
                 *     }
                 */
                "application/json": components["schemas"]["BulkSend"];
            };
        };
        responses: {
            /** @description Stored. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "batch_id": "0199e1a6-9d7e-7f50-8b12-3c4d5e6f7081",
                     *       "notifications_queued": 3,
                     *       "skipped": [
                     *         {
                     *           "user_id": "user-2",
                     *           "notification_type": "sms",
                     *           "reason": "preference_off"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BulkAccepted"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description This Idempotency-Key came with another request before: use a new key for a new request. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Bulk_progress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the answer. */
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "total": 3,
                     *       "pending": 1,
                     *       "sent": 2,
                     *       "failed": 0,
                     *       "cancelled": 0
                     *     }
                     */
                    "application/json": components["schemas"]["BulkProgress"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description Bulk send not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Health_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Alive"];
                };
            };
            500: components["responses"]["Unexpected"];
        };
    };
    Health_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready",
                     *       "checks": {
                     *         "postgres": "up",
                     *         "redis": "up"
                     *       },
                     *       "warnings": [
                     *         "PUBLIC_BASE_URL is not set: it is not heard whether an SMS arrived, nor who answers STOP"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Ready"];
                };
            };
            500: components["responses"]["Unexpected"];
            /** @description Postgres does not answer, is a standby, or was not migrated. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Health_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # TYPE process_cpu_seconds_total counter
                     *     process_cpu_seconds_total 1.25
                     */
                    "text/plain": string;
                };
            };
            500: components["responses"]["Unexpected"];
        };
    };
    History_list: {
        parameters: {
            query?: {
                /** @description Entries on a page. */
                limit?: number;
                /** @description Only of this appointment. */
                appointment_id?: string;
                /** @description Only of this channel. */
                notification_type?: "email" | "sms";
                /** @description Only of this template. */
                template_name?: string;
                /** @description Only in this status. */
                status?: "pending" | "sent" | "failed" | "cancelled";
                /** @description Only in this state, which is finer than `status`. */
                state?: "pending" | "sending" | "in_doubt" | "sent" | "failed" | "cancelled";
                /** @description Only what waits, failed or was cancelled for this reason. */
                reason?: "booking_cancelled" | "superseded" | "user_request" | "expired" | "preference_off" | "suppressed" | "country_not_allowed" | "erased" | "provider_not_configured" | "provider_auth" | "invalid_recipient" | "template_missing" | "template_error" | "retries_exhausted" | "rejected" | "in_doubt";
                /** @description Only to this email address or phone number, in any usual spelling. */
                recipient?: string;
                /** @description Only what was created at this instant or later: RFC 3339 with an offset. */
                from?: string;
                /** @description Only what was created before this instant. */
                to?: string;
                /** @description From the `Link` header of the page before; opaque. */
                cursor?: string;
                /** @description Staff and admin only: another user, or `*` for everybody. Without it, one sees one's own. */
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The next page, `rel="next"`; none on the last. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *         "user_id": "user-1",
                     *         "appointment_id": "apt-1",
                     *         "notification_type": "email",
                     *         "template_name": "appointment_confirmation",
                     *         "recipient": "john@example.com",
                     *         "subject": "Confirmed: Haircut on Tue Dec 1, 2:00 PM",
                     *         "status": "sent",
                     *         "state": "sent",
                     *         "reason": null,
                     *         "scheduled_for": "2026-11-22T10:00:00.000Z",
                     *         "sent_at": "2026-11-22T10:00:01.250Z",
                     *         "attempts": 1,
                     *         "error_message": null,
                     *         "provider": "sendgrid",
                     *         "provider_message_id": "14c5d75ce93.dfd.64b469",
                     *         "delivery_status": "delivered",
                     *         "delivered_at": "2026-11-22T10:00:04.000Z",
                     *         "created_at": "2026-11-22T10:00:00.000Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["HistoryItem"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    History_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the notification. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *       "user_id": "user-1",
                     *       "appointment_id": "apt-1",
                     *       "notification_type": "email",
                     *       "template_name": "appointment_confirmation",
                     *       "recipient": "john@example.com",
                     *       "subject": "Confirmed: Haircut on Tue Dec 1, 2:00 PM",
                     *       "status": "sent",
                     *       "state": "sent",
                     *       "reason": null,
                     *       "scheduled_for": "2026-11-22T10:00:00.000Z",
                     *       "sent_at": "2026-11-22T10:00:01.250Z",
                     *       "attempts": 1,
                     *       "error_message": null,
                     *       "provider": "sendgrid",
                     *       "provider_message_id": "14c5d75ce93.dfd.64b469",
                     *       "delivery_status": "delivered",
                     *       "delivered_at": "2026-11-22T10:00:04.000Z",
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "context": {
                     *         "client_name": "John Doe",
                     *         "service_name": "Haircut"
                     *       },
                     *       "duplicates": 0,
                     *       "attempts_log": [
                     *         {
                     *           "started_at": "2026-11-22T10:00:00.000Z",
                     *           "outcome": "sent",
                     *           "provider": "sendgrid",
                     *           "provider_status": 202,
                     *           "provider_code": null,
                     *           "duration_ms": 184,
                     *           "error_message": null,
                     *           "evidence": null,
                     *           "evidence_at": null
                     *         }
                     *       ],
                     *       "events": [
                     *         {
                     *           "provider": "sendgrid",
                     *           "event": "bounce",
                     *           "status": "bounced",
                     *           "code": "5.1.1",
                     *           "occurred_at": "2026-11-22T10:00:00.000Z",
                     *           "received_at": "2026-11-22T10:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HistoryItemDetail"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    History_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the notification. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Notification cancelled successfully"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description Notification not found or cannot be cancelled */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Inbound_take: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 5 MB. Signed with the address. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "MessageSid": "SM0123456789abcdef0123456789abcdef",
                 *       "From": "+12025550123",
                 *       "Body": "STOP",
                 *       "OptOutType": "STOP"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    /** @example SM0123456789abcdef0123456789abcdef */
                    MessageSid: string;
                    /** @example +12025550123 */
                    From: string;
                    /** @example STOP */
                    Body?: string;
                    /** @example STOP */
                    OptOutType?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <Response/> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Unreadable"];
            /** @description The signature is missing or wrong. Call it only from Twilio. */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The signature cannot be checked: TWILIO_AUTH_TOKEN or PUBLIC_BASE_URL is not set. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Preferences_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *       "user_id": "user-1",
                     *       "email_enabled": true,
                     *       "email_appointment_confirmation": true,
                     *       "email_appointment_reminder": true,
                     *       "email_appointment_changes": true,
                     *       "email_marketing": false,
                     *       "sms_enabled": true,
                     *       "sms_appointment_confirmation": true,
                     *       "sms_appointment_reminder": true,
                     *       "sms_appointment_changes": true,
                     *       "sms_marketing": false,
                     *       "reminder_hours": [
                     *         24,
                     *         2
                     *       ],
                     *       "quiet_hours_enabled": false,
                     *       "quiet_hours_start": "22:00",
                     *       "quiet_hours_end": "08:00",
                     *       "timezone": "America/New_York",
                     *       "locale": "en",
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Preferences_update: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email_enabled": true,
                 *       "email_appointment_confirmation": true,
                 *       "email_appointment_reminder": true,
                 *       "email_appointment_changes": true,
                 *       "email_marketing": true,
                 *       "sms_enabled": true,
                 *       "sms_appointment_confirmation": true,
                 *       "sms_appointment_reminder": true,
                 *       "sms_appointment_changes": true,
                 *       "sms_marketing": true,
                 *       "reminder_hours": [
                 *         24,
                 *         2
                 *       ],
                 *       "quiet_hours_enabled": true,
                 *       "quiet_hours_start": "22:00",
                 *       "quiet_hours_end": "08:00",
                 *       "timezone": "America/New_York",
                 *       "locale": "en"
                 *     }
                 */
                "application/json": components["schemas"]["PreferencesUpdate"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *       "user_id": "user-1",
                     *       "email_enabled": true,
                     *       "email_appointment_confirmation": true,
                     *       "email_appointment_reminder": true,
                     *       "email_appointment_changes": true,
                     *       "email_marketing": false,
                     *       "sms_enabled": true,
                     *       "sms_appointment_confirmation": true,
                     *       "sms_appointment_reminder": true,
                     *       "sms_appointment_changes": true,
                     *       "sms_marketing": false,
                     *       "reminder_hours": [
                     *         24,
                     *         2
                     *       ],
                     *       "quiet_hours_enabled": false,
                     *       "quiet_hours_start": "22:00",
                     *       "quiet_hours_end": "08:00",
                     *       "timezone": "America/New_York",
                     *       "locale": "en",
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Problems_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "code": "invalid_values",
                     *         "type": "/problems/invalid_values",
                     *         "status": 422,
                     *         "title": "Some values are invalid",
                     *         "meaning": "The request can be read, and some of its values cannot be used. `errors` lists all of them.",
                     *         "what_to_do": [
                     *           "See `/docs` for every field with its limits and an example."
                     *         ]
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["ProblemPage"][];
                    /** @example <!doctype html><title>Booking Notifications</title> */
                    "text/html": string;
                };
            };
            500: components["responses"]["Unexpected"];
        };
    };
    Problems_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the field `code` of an error. */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "invalid_values",
                     *       "type": "/problems/invalid_values",
                     *       "status": 422,
                     *       "title": "Some values are invalid",
                     *       "meaning": "The request can be read, and some of its values cannot be used. `errors` lists all of them.",
                     *       "what_to_do": [
                     *         "See `/docs` for every field with its limits and an example."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ProblemPage"];
                    /** @example <!doctype html><title>Booking Notifications</title> */
                    "text/html": string;
                };
            };
            400: components["responses"]["Unreadable"];
            /** @description No error has this code: GET /problems lists all. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Unexpected"];
        };
    };
    Queue_process: {
        parameters: {
            query?: {
                /** @description Most notifications to send now. */
                batch_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Notification queue processed",
                     *       "result": {
                     *         "processed": 1,
                     *         "successful": 1,
                     *         "failed": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["QueueProcessed"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    ReaderPreferences_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the link *Manage what you receive* in a mail. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><title>Booking Notifications</title> */
                    "text/html": string;
                };
            };
            400: components["responses"]["Unreadable"];
            /** @description This link was made by somebody else, was changed, or is not whole. A browser gets a page that says so. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    ReaderPreferences_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the link *Manage what you receive* in a mail. */
                token: string;
            };
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email_enabled": "on",
                 *       "email_appointment_confirmation": "on",
                 *       "email_appointment_reminder": "on",
                 *       "email_appointment_changes": "on",
                 *       "email_marketing": "on",
                 *       "sms_enabled": "on",
                 *       "sms_appointment_confirmation": "on",
                 *       "sms_appointment_reminder": "on",
                 *       "sms_appointment_changes": "on",
                 *       "sms_marketing": "on",
                 *       "reminder_hours": "24, 2",
                 *       "quiet_hours_enabled": "on",
                 *       "quiet_hours_start": "22:00",
                 *       "quiet_hours_end": "08:00"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["PreferencesForm"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><title>Booking Notifications</title> */
                    "text/html": string;
                };
            };
            400: components["responses"]["Unreadable"];
            /** @description This link was made by somebody else, was changed, or is not whole. A browser gets a page that says so. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description A field of the form is wrong. Nothing was changed. A browser gets the form again, as it was filled in. Or: Values are invalid or unknown; each is named. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Receipts_sendgrid: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 5 MB. Signed over these bytes. */
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                }[];
            };
        };
        responses: {
            /** @description Done; no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Unreadable"];
            /** @description The signature is missing or wrong. Call it only from SendGrid, with "Signed Event Webhook" on. */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The signature cannot be checked: SENDGRID_WEBHOOK_PUBLIC_KEY is not set. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Receipts_twilioStatus: {
        parameters: {
            query?: {
                /** @description The notification that the message is of. Without it, `MessageSid` finds it. */
                notification_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 5 MB. Signed with the address. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "MessageSid": "SM0123456789abcdef0123456789abcdef",
                 *       "MessageStatus": "undelivered",
                 *       "ErrorCode": "30005"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    /** @example SM0123456789abcdef0123456789abcdef */
                    MessageSid: string;
                    /** @example undelivered */
                    MessageStatus: string;
                    /** @example 30005 */
                    ErrorCode?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Done; no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Unreadable"];
            /** @description The signature is missing or wrong. Call it only from Twilio. */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The signature cannot be checked: TWILIO_AUTH_TOKEN or PUBLIC_BASE_URL is not set. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Resends_resend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the notification. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now: pending. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *       "user_id": "user-1",
                     *       "appointment_id": "apt-1",
                     *       "notification_type": "email",
                     *       "template_name": "appointment_confirmation",
                     *       "recipient": "john@example.com",
                     *       "subject": "Confirmed: Haircut on Tue Dec 1, 2:00 PM",
                     *       "status": "sent",
                     *       "state": "sent",
                     *       "reason": null,
                     *       "scheduled_for": "2026-11-22T10:00:00.000Z",
                     *       "sent_at": "2026-11-22T10:00:01.250Z",
                     *       "attempts": 1,
                     *       "error_message": null,
                     *       "provider": "sendgrid",
                     *       "provider_message_id": "14c5d75ce93.dfd.64b469",
                     *       "delivery_status": "delivered",
                     *       "delivered_at": "2026-11-22T10:00:04.000Z",
                     *       "created_at": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["HistoryItem"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is none, or its person was erased. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be sent again; `detail` says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Resends_redrive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-11-22T10:00:00Z",
                 *       "template_name": "appointment_reminder",
                 *       "limit": 1000,
                 *       "reason": "in_doubt"
                 *     }
                 */
                "application/json": components["schemas"]["Redrive"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "redriven": 12
                     *     }
                     */
                    "application/json": components["schemas"]["Redriven"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    RecipientPreferences_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the booking platform names the person: 1 to 200 characters. Choose ids that say nothing of them. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *       "user_id": "user-1",
                     *       "email_enabled": true,
                     *       "email_appointment_confirmation": true,
                     *       "email_appointment_reminder": true,
                     *       "email_appointment_changes": true,
                     *       "email_marketing": false,
                     *       "sms_enabled": true,
                     *       "sms_appointment_confirmation": true,
                     *       "sms_appointment_reminder": true,
                     *       "sms_appointment_changes": true,
                     *       "sms_marketing": false,
                     *       "reminder_hours": [
                     *         24,
                     *         2
                     *       ],
                     *       "quiet_hours_enabled": false,
                     *       "quiet_hours_start": "22:00",
                     *       "quiet_hours_end": "08:00",
                     *       "timezone": "America/New_York",
                     *       "locale": "en",
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    RecipientPreferences_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the booking platform names the person: 1 to 200 characters. Choose ids that say nothing of them. */
                id: string;
            };
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email_enabled": true,
                 *       "email_appointment_confirmation": true,
                 *       "email_appointment_reminder": true,
                 *       "email_appointment_changes": true,
                 *       "email_marketing": true,
                 *       "sms_enabled": true,
                 *       "sms_appointment_confirmation": true,
                 *       "sms_appointment_reminder": true,
                 *       "sms_appointment_changes": true,
                 *       "sms_marketing": true,
                 *       "reminder_hours": [
                 *         24,
                 *         2
                 *       ],
                 *       "quiet_hours_enabled": true,
                 *       "quiet_hours_start": "22:00",
                 *       "quiet_hours_end": "08:00",
                 *       "timezone": "America/New_York",
                 *       "locale": "en"
                 *     }
                 */
                "application/json": components["schemas"]["PreferencesUpdate"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *       "user_id": "user-1",
                     *       "email_enabled": true,
                     *       "email_appointment_confirmation": true,
                     *       "email_appointment_reminder": true,
                     *       "email_appointment_changes": true,
                     *       "email_marketing": false,
                     *       "sms_enabled": true,
                     *       "sms_appointment_confirmation": true,
                     *       "sms_appointment_reminder": true,
                     *       "sms_appointment_changes": true,
                     *       "sms_marketing": false,
                     *       "reminder_hours": [
                     *         24,
                     *         2
                     *       ],
                     *       "quiet_hours_enabled": false,
                     *       "quiet_hours_start": "22:00",
                     *       "quiet_hours_end": "08:00",
                     *       "timezone": "America/New_York",
                     *       "locale": "en",
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Recipients_search: {
        parameters: {
            query?: {
                /** @description Part of the id, name, email or phone; case, accents and the way a phone is written do not count. Without it, all. */
                q?: string;
                /** @description Most people to answer. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": "user-1",
                     *         "name": "John Doe",
                     *         "email": "john@example.com",
                     *         "phone": "+12025550123",
                     *         "locale": "en",
                     *         "timezone": "America/New_York",
                     *         "created_at": "2026-11-22T10:00:00.000Z",
                     *         "updated_at": "2026-11-22T10:00:00.000Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Recipient"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Recipients_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the booking platform names the person: 1 to 200 characters. Choose ids that say nothing of them. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "user-1",
                     *       "name": "John Doe",
                     *       "email": "john@example.com",
                     *       "phone": "+12025550123",
                     *       "locale": "en",
                     *       "timezone": "America/New_York",
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Recipient"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description Nobody is known by this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Recipients_write: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the booking platform names the person: 1 to 200 characters. Choose ids that say nothing of them. */
                id: string;
            };
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "John Doe",
                 *       "email": "john@example.com",
                 *       "phone": "+12025550123",
                 *       "locale": "en",
                 *       "timezone": "America/New_York"
                 *     }
                 */
                "application/json": components["schemas"]["RecipientUpdate"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "user-1",
                     *       "name": "John Doe",
                     *       "email": "john@example.com",
                     *       "phone": "+12025550123",
                     *       "locale": "en",
                     *       "timezone": "America/New_York",
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Recipient"];
                };
            };
            /** @description The person was not known before, or was erased. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "user-1",
                     *       "name": "John Doe",
                     *       "email": "john@example.com",
                     *       "phone": "+12025550123",
                     *       "locale": "en",
                     *       "timezone": "America/New_York",
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Recipient"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Recipients_erase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the booking platform names the person: 1 to 200 characters. Choose ids that say nothing of them. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Erased. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description Nobody is known by this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Root_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Booking Notifications",
                     *       "console": "/console/",
                     *       "docs": "/docs",
                     *       "openapi": "/openapi.json",
                     *       "problems": "/problems",
                     *       "health": {
                     *         "live": "/health/live",
                     *         "ready": "/health/ready"
                     *       },
                     *       "metrics": "/metrics"
                     *     }
                     */
                    "application/json": components["schemas"]["Links"];
                };
            };
            /** @description To a browser: the console. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            500: components["responses"]["Unexpected"];
        };
    };
    Sandbox_list: {
        parameters: {
            query?: {
                /** @description An email address or phone number, in any case. */
                to?: string;
                /** @description Most messages, the newest first. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": "0199e1a6-8c6d-7e4f-9a01-2b3c4d5e6f70",
                     *         "notification_id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *         "channel": "email",
                     *         "to": "john@example.com",
                     *         "subject": "Confirmed: Haircut on Tue Dec 1, 2:00 PM",
                     *         "html": "<p>Hi John Doe, your Haircut is confirmed.</p>",
                     *         "text": "Hi John Doe, your Haircut is confirmed.",
                     *         "sms": {
                     *           "encoding": "GSM-7",
                     *           "segments": 1,
                     *           "characters": 96
                     *         },
                     *         "captured_at": "2026-11-22T10:00:00.000Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["SandboxMessage"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description No channel is in sandbox: messages go to their providers. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Sandbox_clear: {
        parameters: {
            query?: {
                /** @description An email address or phone number, in any case. */
                to?: string;
                /** @description Most messages, the newest first. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deleted": 2
                     *     }
                     */
                    "application/json": components["schemas"]["SandboxCleared"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description No channel is in sandbox: messages go to their providers. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Sends_send: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own name for this request, 1 to 255 visible ASCII characters, such as a UUID. Repeated with the same body within 24 hours it gets the first answer, with `Idempotency-Replayed: true`; with another body it is refused (409). */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendNotification"];
            };
        };
        responses: {
            /** @description Stored. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "notifications": [
                     *         {
                     *           "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *           "notification_type": "email",
                     *           "template_name": "appointment_confirmation",
                     *           "status": "pending",
                     *           "scheduled_for": "2026-11-22T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "skipped": [
                     *         {
                     *           "template_name": "appointment_reminder",
                     *           "notification_type": "sms",
                     *           "hours_until": 24,
                     *           "reason": "past_due"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SendAnswer"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description This Idempotency-Key came with another request before: use a new key for a new request. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Statistics_read: {
        parameters: {
            query?: {
                /** @description How many days back to count. What ended longer ago than `NOTIFICATION_RETENTION_DAYS` (30) is deleted, and counted no more. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "period_days": 7,
                     *       "since_date": "2026-11-22T10:00:00.000Z",
                     *       "email": {
                     *         "sent": 41,
                     *         "failed": 1,
                     *         "pending": 5,
                     *         "cancelled": 3
                     *       },
                     *       "sms": {
                     *         "sent": 41,
                     *         "failed": 1,
                     *         "pending": 5,
                     *         "cancelled": 3
                     *       },
                     *       "service_stats": {
                     *         "emails_sent": 41,
                     *         "emails_failed": 1,
                     *         "sms_sent": 38,
                     *         "sms_failed": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["StatisticsAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Status_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "parts": [
                     *         {
                     *           "name": "worker",
                     *           "up": true,
                     *           "detail": "runs, and sends what is due"
                     *         }
                     *       ],
                     *       "channels": [
                     *         {
                     *           "channel": "email",
                     *           "mode": "live",
                     *           "paused": true,
                     *           "reason": "SendGrid takes no more for now, so its messages wait 12 s; nothing needs to be done",
                     *           "since": null
                     *         }
                     *       ],
                     *       "backlog": [
                     *         {
                     *           "lane": "urgent",
                     *           "channel": "email",
                     *           "due": 3,
                     *           "oldest_seconds": 1.5
                     *         }
                     *       ],
                     *       "lag_ms": 14
                     *     }
                     */
                    "application/json": components["schemas"]["StatusAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Stream_open: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "notification",
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f"
                     *     }
                     */
                    "text/event-stream": components["schemas"]["StreamEvent"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description A caller has 10 streams open. Or: This caller called too often, on all API processes together. The role `service` is not limited. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Unexpected"];
            /** @description This process has 200 streams open, or stops. Or: Postgres, or the issuer of the tokens, cannot be reached, or others changed the same booking at every try. Nothing was stored. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Suppressions_list: {
        parameters: {
            query?: {
                /** @description Entries on a page. */
                limit?: number;
                /** @description Only of this channel. */
                channel?: "email" | "sms";
                /** @description Only this email address or phone number, in any usual spelling. One whose owner was erased is found too. */
                address?: string;
                /** @description From the `Link` header of the page before; opaque. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The next page, `rel="next"`; none on the last. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "channel": "email",
                     *         "address": "john@example.com",
                     *         "cause": "bounced",
                     *         "created_at": "2026-11-22T10:00:00.000Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Suppression"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Suppressions_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "channel": "email",
                 *       "address": "john@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["NewSuppression"];
            };
        };
        responses: {
            /** @description It was listed before, and is shown as it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "channel": "email",
                     *       "address": "john@example.com",
                     *       "cause": "bounced",
                     *       "created_at": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "channel": "email",
                     *       "address": "john@example.com",
                     *       "cause": "bounced",
                     *       "created_at": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Suppressions_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `email` or `sms`. */
                channel: string;
                /** @description Of the entry, percent-encoded. */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not listed any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description This address is not on the suppression list. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its owner opted out by STOP: only START, sent from that number, lifts it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    TemplateReference_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "variables": [
                     *         {
                     *           "name": "client_name",
                     *           "meaning": "Clients full name",
                     *           "example": "John Doe",
                     *           "made_for": "all",
                     *           "is_always_there": true
                     *         }
                     *       ],
                     *       "partials": [
                     *         {
                     *           "channels": [
                     *             "email"
                     *           ],
                     *           "name": "button",
                     *           "meaning": "A link as a button",
                     *           "example": "{{#> button url=book_new_url}}Book again{{/button}}"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TemplateReference"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Templates_list: {
        parameters: {
            query?: {
                /** @description Only of this channel. */
                template_type?: "email" | "sms";
                /** @description `false` lists those that are switched off too. */
                active_only?: boolean;
                /** @description Only in this language (BCP 47). */
                locale?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *         "name": "appointment_confirmation",
                     *         "template_type": "email",
                     *         "category": "transactional",
                     *         "locale": "en",
                     *         "subject": "Confirmed: {{service_name}} on {{appointment_date}} at {{appointment_time}}",
                     *         "variables": [
                     *           "client_name",
                     *           "service_name",
                     *           "appointment_date",
                     *           "appointment_time"
                     *         ],
                     *         "is_active": true,
                     *         "version": 1,
                     *         "created_at": "2026-11-22T10:00:00.000Z",
                     *         "updated_at": "2026-11-22T10:00:00.000Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["TemplateSummary"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Templates_read: {
        parameters: {
            query?: {
                /** @description Language (BCP 47); default: that of the installation, else English, whichever is stored. */
                locale?: string;
            };
            header?: never;
            path: {
                /** @description Of the template. */
                name: string;
                /** @description Its channel. */
                type: "email" | "sms";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *       "name": "appointment_confirmation",
                     *       "template_type": "email",
                     *       "category": "transactional",
                     *       "locale": "en",
                     *       "subject": "Confirmed: {{service_name}} on {{appointment_date}} at {{appointment_time}}",
                     *       "variables": [
                     *         "client_name",
                     *         "service_name",
                     *         "appointment_date",
                     *         "appointment_time"
                     *       ],
                     *       "is_active": true,
                     *       "version": 1,
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z",
                     *       "body": "<p>Hello {{client_name}}, see you on {{appointment_date}}.</p>"
                     *     }
                     */
                    "application/json": components["schemas"]["Template"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Templates_write: {
        parameters: {
            query?: {
                /** @description Language (BCP 47); default: that of the installation, else English, whichever is stored. */
                locale?: string;
            };
            header?: never;
            path: {
                /** @description Of the template. */
                name: string;
                /** @description Its channel. */
                type: "email" | "sms";
            };
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject": "Confirmed: {{service_name}} on {{appointment_date}}",
                 *       "body": "<p>Hello {{client_name}}, see you on {{appointment_date}}.</p>",
                 *       "category": "transactional",
                 *       "is_active": true
                 *     }
                 */
                "application/json": components["schemas"]["TemplateUpdate"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *       "name": "appointment_confirmation",
                     *       "template_type": "email",
                     *       "category": "transactional",
                     *       "locale": "en",
                     *       "subject": "Confirmed: {{service_name}} on {{appointment_date}} at {{appointment_time}}",
                     *       "variables": [
                     *         "client_name",
                     *         "service_name",
                     *         "appointment_date",
                     *         "appointment_time"
                     *       ],
                     *       "is_active": true,
                     *       "version": 1,
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z",
                     *       "body": "<p>Hello {{client_name}}, see you on {{appointment_date}}.</p>",
                     *       "unfilled_variables": [
                     *         {
                     *           "name": "clientname",
                     *           "did_you_mean": "client_name"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SavedTemplate"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *       "name": "appointment_confirmation",
                     *       "template_type": "email",
                     *       "category": "transactional",
                     *       "locale": "en",
                     *       "subject": "Confirmed: {{service_name}} on {{appointment_date}} at {{appointment_time}}",
                     *       "variables": [
                     *         "client_name",
                     *         "service_name",
                     *         "appointment_date",
                     *         "appointment_time"
                     *       ],
                     *       "is_active": true,
                     *       "version": 1,
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z",
                     *       "body": "<p>Hello {{client_name}}, see you on {{appointment_date}}.</p>",
                     *       "unfilled_variables": [
                     *         {
                     *           "name": "clientname",
                     *           "did_you_mean": "client_name"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SavedTemplate"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Templates_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "template_name": "appointment_confirmation",
                 *       "template_type": "email",
                 *       "locale": "en",
                 *       "subject": "Confirmed: {{service_name}}",
                 *       "body": "<p>Hello {{client_name}}.</p>",
                 *       "context": {
                 *         "client_name": "John Doe",
                 *         "service_name": "Haircut"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PreviewRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "Confirmed: Haircut",
                     *       "body": "<p>Hello John Doe.</p>",
                     *       "text": "Hello John Doe.",
                     *       "missing_variables": [
                     *         "appointment_date"
                     *       ],
                     *       "sms": {
                     *         "encoding": "GSM-7",
                     *         "segments": 1,
                     *         "characters": 96
                     *       },
                     *       "outside_gsm": [
                     *         "č"
                     *       ],
                     *       "locale": "en",
                     *       "fell_back": false
                     *     }
                     */
                    "application/json": components["schemas"]["Preview"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description Template not found: send a `body` to preview a new one. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    TemplateVersions_list: {
        parameters: {
            query?: {
                /** @description Language (BCP 47); default: that of the installation, else English, whichever is stored. */
                locale?: string;
                /** @description Entries on a page. */
                limit?: number;
                /** @description From the `Link` header of the page before; opaque. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Of the template. */
                name: string;
                /** @description Its channel. */
                type: "email" | "sms";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The next page, `rel="next"`; none on the last. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "version": 1,
                     *         "subject": "Confirmed: {{service_name}} on {{appointment_date}}",
                     *         "body": "<p>Hello {{client_name}}, see you on {{appointment_date}}.</p>",
                     *         "category": "transactional",
                     *         "is_active": true,
                     *         "edited_by": "admin-1",
                     *         "created_at": "2026-11-22T10:00:00.000Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["TemplateVersion"][];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description Template not found: GET /api/v2/notifications/templates lists all. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    TemplateVersions_restore: {
        parameters: {
            query?: {
                /** @description Language (BCP 47); default: that of the installation, else English, whichever is stored. */
                locale?: string;
            };
            header?: never;
            path: {
                /** @description Of the template. */
                name: string;
                /** @description Its channel. */
                type: "email" | "sms";
                /** @description Whose text is restored. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f",
                     *       "name": "appointment_confirmation",
                     *       "template_type": "email",
                     *       "category": "transactional",
                     *       "locale": "en",
                     *       "subject": "Confirmed: {{service_name}} on {{appointment_date}} at {{appointment_time}}",
                     *       "variables": [
                     *         "client_name",
                     *         "service_name",
                     *         "appointment_date",
                     *         "appointment_time"
                     *       ],
                     *       "is_active": true,
                     *       "version": 1,
                     *       "created_at": "2026-11-22T10:00:00.000Z",
                     *       "updated_at": "2026-11-22T10:00:00.000Z",
                     *       "body": "<p>Hello {{client_name}}, see you on {{appointment_date}}.</p>",
                     *       "unfilled_variables": [
                     *         {
                     *           "name": "clientname",
                     *           "did_you_mean": "client_name"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SavedTemplate"];
                };
            };
            400: components["responses"]["Unreadable"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description This template has no such version: the list of its versions shows those that are kept. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    TestSends_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "template_name": "appointment_confirmation",
                 *       "subject": "Confirmed: {{service_name}}",
                 *       "body": "<p>Hello {{client_name}}.</p>",
                 *       "context": {
                 *         "client_name": "John Doe"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TestSend"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Test email queued and processed",
                     *       "notifications_queued": 1,
                     *       "processing_result": {
                     *         "processed": 1,
                     *         "successful": 1,
                     *         "failed": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TestSent"];
                };
            };
            /** @description No email address is known for you: the token needs the claim `email`. Or: The request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description Only staff send a text of their own: leave out `subject` and `body`, or use a token of staff. Or: The role of the caller does not allow this, or a page of another origin uses the session of the console. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    TestSends_sms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TestSend"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Test SMS queued and processed",
                     *       "notifications_queued": 1,
                     *       "processing_result": {
                     *         "processed": 1,
                     *         "successful": 1,
                     *         "failed": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TestSent"];
                };
            };
            /** @description No phone number is known for you: the token needs the claim `phone_number`. Or: The request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description Only staff send a text of their own: leave out `subject` and `body`, or use a token of staff. Or: The role of the caller does not allow this, or a page of another origin uses the session of the console. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Unsubscribe_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the link in a marketing message. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><title>Booking Notifications</title> */
                    "text/html": string;
                };
            };
            400: components["responses"]["Unreadable"];
            /** @description This link was made by somebody else, was changed, or is not whole. A browser gets a page that says so. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
    Unsubscribe_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the link in a marketing message. */
                token: string;
            };
            cookie?: never;
        };
        /** @description At most 256 KB. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["UnsubscribeForm"];
                "multipart/form-data": components["schemas"]["UnsubscribeForm"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><title>Booking Notifications</title> */
                    "text/html": string;
                    /** @example Unsubscribed. */
                    "text/plain": string;
                };
            };
            400: components["responses"]["Unreadable"];
            /** @description This link was made by somebody else, was changed, or is not whole. A browser gets a page that says so. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidValues"];
            500: components["responses"]["Unexpected"];
            503: components["responses"]["Unavailable"];
        };
    };
}
