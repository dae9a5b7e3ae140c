//! What the tests find on the page, by name.
//!
//! Tests find things by `data-testid`, by a field's `name`, and by roles; what they compare stands in attributes, not
//! in words. Dates are in seconds since 1970-01-01 UTC.
//!
//! | `data-testid` | What it is | Attributes |
//! |---|---|---|
//! | `nav-people`, `nav-settings` | the navigation | `aria-current` |
//! | `nav-more` | on a phone, opens the entries that have no room there | `aria-expanded` |
//! | `nav-people`, `nav-insights`, `nav-settings` | the navigation | `aria-current` |
//! | `settings-list` | `/settings` on a phone: all its pages | |
//! | `welcome`, `welcome-connect`, `sample-add` | the first start and its two ways on | |
//! | `help`, `help-open`, `help-close` | what the keys and filters do; the button in Settings › General that opens it | |
//! | `page-told`, `search-told` | said, and not seen: which page came, how many results there are | |
//! | `single-keys` | in Settings › General, the switch for shortcuts of a single key | |
//! | `language` | in Settings › General, the choice of the language | its value: a tag, or empty for the browser's |
//! | `lock` | in Settings › General, the passphrase | `data-set` |
//! | `lock-set`, `lock-change`, `lock-remove`, `lock-now`, `lock-after` | what can be done with it, and when Kith locks by itself | |
//! | `lock-form`, `lock-yes` | asks for the passphrases that it takes: fields `lock-old`, `lock-new`, `lock-again` | |
//! | `nav-lock` | in the navigation, locks; there if there is a passphrase | |
//! | `locked`, `unlock-form`, `unlock` | stands in place of everything while it is locked; field `passphrase` | `aria-disabled` of `unlock` |
//! | `forgotten`, `erase` | what is left without the passphrase; field `erase-sure` | |
//! | `insights`, `insights-empty` | the charts; stands there where there is too little mail | `data-people` |
//! | `insight-mail`, `insight-top`, `insight-hours`, `insight-replies`, `insight-people`, `insight-silent`, `insight-buckets`, `insight-stored` | the charts, each with its table | |
//! | `range` | how far back they go | `data-range`: `all`, `5y`, `1y` |
//! | `correspondent`, `silent-next` | one with much mail; one who falls silent next | `data-sent`, `data-received` |
//! | `figure-list`, `figure-message`, `figure-person`, `figure-more` | the list behind a figure and its rows | `data-all`; `data-direction` |
//! | `bars` | the bars at the top | |
//! | `account-bar` | one account's bar, with `account-bar-title`, `-detail`, `-close` | `data-kind`: `reading`, `ended`, `waiting`, `stopped`, `password` |
//! | `sample-bar`, `sample-remove`, `update-bar` | the sample's bar and button; a newer version | |
//! | `engine-stopped`, `rescue`, `rescued` | the bar above the page while no engine answers; saves the decisions to a file | |
//! | `not-loaded-bar`, `load-again` | the engine did not come over the network; loads it again | |
//! | `restarted-bar`, `copy-report` | the engine stopped and was started again; copies what is to be said of it | |
//! | `damage-bar`, `starting-bar`; `update-reload` | bars: stored data that could not be read, a slow start; loads the newer version | |
//! | `unsaved-bar`, `unsaved-go`, `unsaved-drop` | what was typed elsewhere and is not saved | |
//! | `field-wrong` | why what stands in a field cannot be used or stored | |
//! | `nowhere` | an address that leads nowhere | |
//! | `people-count` | how many there are and match | `data-all`, `data-matching` |
//! | `list-group` | the heading of a group of rows in *Filtered out* | |
//! | `person-row` | a row of the list, a link | `data-address`, `data-messages`, `data-last`; its `li` has `data-row` |
//! | `people-empty` | no one to show | |
//! | `subjects` | below the list: messages whose subjects hold the filter; not there without any | `data-all`: how many match, `data-typed`: what they match |
//! | `subject-row` | one of them, a link to its person; what was found is in `mark` | `data-key`, `data-date`, `data-direction` |
//! | `person-name`, `person-sent`, `person-received` | the person's card | `data-count` |
//! | `person-address` | one of their addresses | `data-address`, `data-messages` |
//! | `timeline` | their messages | `data-all` |
//! | `timeline-row`, `note` | a message; its button opens it. With `#m=KEY` or `#n=NUMBER` in the address that one is `data-sought` | `data-key`, `data-date`, `data-direction`: `sent`, `received`; `data-subject` |
//! | `unfold`, `timeline-tab`, `timeline-empty`, `note-open` | the earlier messages of a thread; mail, notes or contact alone; that there is nothing; begins a note | `aria-expanded`; `data-name` |
//! | `introducer`, `introducer-remove`, `introduced`; field `introducer-find`, `chosen-person` | who introduced someone, and whom they introduced; finding someone | `data-address` |
//! | `details-turn` | shows all details of someone, where there is no room beside the timeline | `aria-expanded` |
//! | `timeline-meeting` | a meeting in the timeline | `data-date`: when it begins, `data-subject` |
//! | `meetings`, `meeting`, `last-words` | on Today, the meetings of the next days; what was written last with each guest | of `meeting`: `data-subject` |
//! | `message-text` | the text of an opened message | |
//! | field `seek`, `seek-texts`, `seek-again` | seeks in the subjects of a conversation, and in its texts | |
//! | `texts`, `texts-count` | what was found in the texts; the rows are `timeline-row` | `data-all` |
//! | `connect-imap`, `connect-form`, `connect` | connecting; fields `username`, `address`, `password`, `host`, `port`, `ssl`, `stay`, `window`, `letter` | |
//! | `kind`, `kind-note` | the kinds of mailboxes by name, and what is said of one that is no provider's | `data-kind` |
//! | `looking`, `stop-looking`, `nothing-found` | the search for the server of an address | |
//! | `not-looked`, `look-again` | no one could look for it; looks once more | |
//! | `server-found`, `server-place`, `said-by`, `unproven` | the server that is known, and by whom it was said | `data-by` |
//! | `by-hand`, `by-address` | typing the server, and no more | |
//! | `sign-in-with`, `sign-in`, `sign-in-cancel`, `no-sign-in` | signing in at the provider; its button; why that does not work here | `data-sign-in` |
//! | `sign-in-code`, `sign-in-page`, `sign-in-away`, `by-password` | the code to enter, and where; that the provider's page is open in another tab; a password instead | |
//! | `sign-in-other`, `sign-in-take`, `sign-in-keep`; `for-administrator` | another one signed in than the address says; a text for who has to allow Kith | |
//! | `signed-in` | `/signed-in`, to which a provider leads back | `data-taken`: whether a sign-in waited for it |
//! | `provider-hint`, `port-hint` | what is said before login | `data-kind`: `works`, `prepare`, `cannot` |
//! | `connect-plain` | the explicit yes to no encryption | |
//! | `trouble`, `trouble-what`, `trouble-said` | a problem: what happened, and the server's words | `data-kind` |
//! | `steps` | how far a connection came, one `li` a step | of the `li`, `data-went`: `well`, `wrong`, `untried` |
//! | `certificate`, `trust` | the certificate that was shown, and the button by which it is trusted | `data-fingerprint` |
//! | `usual`, `try-again`, `copy-report` | what the provider wants; tries again; copies the problem without private data | |
//! | `account-trusted` | on an account's card, the certificate that is trusted | `data-fingerprint` |
//! | `account` | an account, with `account-address`, `account-messages`, `account-sync`, `account-remove` | `data-account`: its number, as in the addresses below; `data-sample` |
//! | `account-status` | what it is doing, with `account-status-line` | `data-status`: `connecting`, `looking`, `reading`, `up-to-date`, `waiting`, `stopped`, `password`, `disconnected` |
//! | `account-audit` | how it compares with the server; before the first comparison without the first three | `data-stored`, `data-on-server`, `data-at`, `data-aside`: how many things could not be read, `data-whole`: whether all is stored |
//! | `first-reading`, `first-reading-close` | what the first reading of an account brought, until it is closed | `data-people`, `data-messages`, `data-letter`: `not-wanted`, `written`, `sent`, `failed` |
//! | `account-username`, `account-password`, `account-sign-in`, `own-addresses` | as whom Kith signs in; a `details` with `change-password`, or with what signs in again; below the accounts, the user's addresses | |
//! | `account-folders`, `account-activity`, `account-aside` | links to its pages; the last is there only if something could not be read | |
//! | `account-manner` | how it is read, a `details`: fields `window`, `connections`; `window-change` says what a change does, `account-save` makes it | |
//! | `account-again` | the link that connects a disconnected one again | |
//! | `access-key-form` | asks for the access key of Kith's server: field `access-key` | |
//! | `access-key-of-link-yes` | the yes to the access key of a link where there is another one | |
//! | `access-key`, `access-key-change`, `access-key-remove`, `access-key-remove-yes` | in Settings › Email, once a key was given or asked for | `data-present` |
//! | `change-password` | open when the login was refused, or the password is not kept; field `new-password` | |
//! | `confirm`, `confirm-yes`, `confirm-no` | the question before something that cannot be undone | |
//! | `confirm-keep` | among them at `account-remove`: disconnects, and keeps what was read | |
//! | `back` | from a page about an account to the list | |
//! | `folders` | `/settings/email/NUMBER/folders`; with more than 15 of them the field `folder-filter` | `data-all`, once known |
//! | `folder` | one of them; its switch is the field `counts`; `folder-problem` | `data-name`, `data-purpose`: `inbox`, `all`, `sent`, `other`, `drafts`, `junk`, `trash`, `view`; `data-counts`, `data-stored`, `data-on-server`: absent before the first comparison; `data-problem` |
//! | `aside`, `aside-empty`, `aside-again` | `/settings/email/NUMBER/aside`: what could not be read, and *Try again now* | `data-all`, once known |
//! | `aside-row` | one of them | `data-folder`, `data-uid`: absent for a whole folder; `data-reason`: `refused`, `not-given`, `hangs-up`, `no-folder`, `no-numbers`; `data-at`, `data-tries` |
//! | `activity`, `activity-empty`, `activity-hold` | `/settings/email/NUMBER/activity`: what was spoken with the mail server; 100 at first, and more with `activity-more` | `data-all`, once known |
//! | `activity-connection` | what was spoken over one connection | `data-connection` |
//! | `activity-row` | a command, the newest first | `data-at` in milliseconds, `data-outcome`: `open`, `ok`, `no`, `bad`, `lost`, `other`; `data-command` |
//! | `told`, `undo` | what was decided last, at the bottom, and the way to undo it | |
//! | `person-name`, `role`, `company`, `item-value`, `note-text` and the like | a value that is edited where it stands: a button; opened, a field of that name | |
//! | `record`, menu `add-detail` | what is known of a person, and the menu of what can be added: fields `new-phone`, `new-note`, … | |
//! | `item`, `note`, `tag`, `custom` | what was written down | `data-kind`, `data-at` |
//! | `split` | beside an address: it is another person's | |
//! | `why`, `why-text` | why someone or something is there, a `details` | |
//! | `apart-reason`, `is-person` | on the page of one who is filtered out | |
//! | `alike`, `same`, `apart` | two who may be the same, and the two answers; all of them on `/same`, `same-page` | `data-all` |
//! | `person-more`, `why-open`; `merge-open`, `merge`, field `merge-with`, `merge-row`, `merge-yes` | the dots at the head of a person's page, and what is behind them; making one of two | `data-address` |
//! | `never`, `delete` | not a contact; deleted | |
//! | field `group` | people, or others who are filtered out | |
//! | field `pick`, `bulk`, `pick-all`, `bulk-tagging` with the field and `bulk-tag`, `bulk-untag`; behind the dots `bulk-more`: `bulk-joining` with the field `bulk-company`, `bulk-merge`, `bulk-hide`, `bulk-show`, `bulk-delete` | choosing several, and what can be done with them | `data-count` |
//! | the menu `filter-add` (by the filter as typed), `filter-on`, `keep-filter`, field `segment-name`, `segment` | filters as buttons, and those that are kept | |
//! | `search-open`, `search`, field `search`, `found`, before anything is typed `recent`, `command` | the search over everything (`Ctrl` and `K`) | `data-kind` |
//! | `companies`, field `company-order`, `company-row`, `company`, `company-name`, `member`, the menu `merge-company` and `merge-company-yes` | `/companies` and `/companies/ID` | `data-all`, `data-people` |
//! | `history`, `entry`, `entry-turn` | `/settings/history` | `data-all`, `data-undone` |
//! | `tracking` | `/settings/who`: fields `who`, `own-domain`, `add-mine`, `colleague-name`, `colleague-addresses`, `rule-scope`, `rule-verdict` | `data-untracked` |
//! | `preview`, `preview-yes`, `preview-no` | what a change there would do | `data-appear`, `data-disappear` |
//! | `today`, `no-buckets`, `kept`, `due-list`, `coming-list`, `new-people` | `/today` | `data-due`: how many are due |
//! | `turn`, `owed`, `no-reply` | someone's message that waits for an answer, on `/today` and on their page; it needs none | `data-address` |
//! | `begun`, `begun-draft`; `draft-nowhere` | drafts that were snoozed, on `/today`; that no mailbox can take one | `draft-open` has `data-begun` |
//! | `usual-intervals` | the menu of intervals beside a field for any | |
//! | `nobody-kept`, `your-turn`, `their-turn`, `rest` | there, too: buckets without anyone, whose turn it is, and the rest of a list of which a few are shown | |
//! | `no-reminders` | there: no reminder comes | |
//! | `no-answer`, `unanswered`, `unanswered-done`, menu `unanswered-later`; `awaited`; `answers` | messages without an answer, on `/today`; on the page of the person, with a field `awaited-remind`; and the setting, a field `answer-days`, on `/settings/buckets` | `data-address`; `data-reminded`: there is a reminder; `data-days`: after how many days |
//! | `remind-open`; `reminders`, `reminder`, `reminder-done`, `reminder-gone` | reminders of one's own, on `/today` and on a person's page; they are asked for in a `sheet`: fields `reminder-text`, `reminder-day`, `reminder-every` | `data-now`: it is time |
//! | `new-person`, `fading`; menu `into-bucket`, in the bulk bar, too | those in no bucket, and putting them into one | `data-address` |
//! | `today-sum`, `today-more`; `due`, `write`, menus `met`, `later`, `due-more` | the sentence at its head, and what is behind its dots; someone in one of its lists, and what can be done; an item of an open menu (`.menu`) has its name in `data-do` | `data-address`, `data-overdue` |
//! | `draft-open`, `draft`: fields `draft-to`, `draft-subject`, `draft-text`; `draft-save`, `draft-later`, `draft-discard`, `draft-kept`, `draft-saved`, `draft-close` | in Today's rows and on a person's page; the dialog, and what became of it | `aria-disabled` of `draft-save` while it is saved |
//! | `due`, `write`, menus `met`, `later` | someone in one of its lists, and what can be done; an item of an open menu (`.menu`) has its name in `data-do` | `data-address`, `data-overdue` |
//! | `draft-open`, `draft`: fields `draft-to`, `draft-subject`, `draft-text`, `draft-remind`; `draft-save`, `draft-later`, `draft-discard`, `draft-kept`, `draft-saved`, `draft-close` | in Today's rows and on a person's page; the dialog, and what became of it | `aria-disabled` of `draft-save` while it is saved |
//! | `connections`, `connections-none`, `book-connect` | `/settings/connections`: the connections to address books, and the way to another | `data-all`, once known |
//! | `book`, `book-name`, `book-linked` | one of them | `data-item`: its number, as in its address; `data-linked`: how many people are on both sides, `data-review`: how many cards are to be looked at |
//! | `book-status`, `book-status-line` | what it is doing | `data-status`: `looking`, `looked`, `syncing`, `up-to-date`, `waiting`, `stopped`, `disappeared`, `paused` |
//! | `book-sync`, `book-pause`, `book-open`, `book-start-open`, `book-login-open`, `book-remove` | what can be done with it; `confirm-yes` removes it | `data-on` of `book-pause` |
//! | `book-were-deleted`, `book-write-again` | what the cards are that disappeared at once | |
//! | `connect-book`, `book-look`, `book-use-host` | `/settings/connections/connect`: fields `book-place`, `book-how` (`account-NUMBER`, `sign-in-ID`, `password`), `book-username`, `book-password` | |
//! | `books-found`, `book-add` | the address books that were found: field `found-book`; connects the chosen one | `data-count` |
//! | `book-offer` | on an account's card: its provider has an address book | |
//! | `first-sync`, `book-start` | on `/settings/connections/ID` before the first sync: fields `book-out` (`no-one`, `bucket`, `everyone`), `book-out-bucket`, `book-winner` (`there`, `here`); starts it | `aria-disabled` until everything is read |
//! | `sync-preview`, `preview-line`, `preview-more` | what the first sync would do; names everyone else too | `data-cards`, `data-same`, `data-new-here`, `data-new-there`, `data-completed`, `data-unclear`; `data-kind`, `data-count` |
//! | `book-review`, `review-card`, `card-is`, `card-new`, `card-again`, `card-leave-out` | there, too: cards to look at, and the answers | `data-all` |
//! | `book-limits`, `book-login` | there, too: what the server cannot do; changes how Kith signs in | |
//! | `pairs`, `pair`, `pair-here`, `pair-remove`, `add-pair`, `pairs-save`, `pairs-discard`, `pairs-usual` | `/settings/connections/ID/fields`: fields `pair-direction` (`both`, `in`, `out`), `pair-there`, `pair-other`, `pair-here` | `data-there` |
//! | `sync-log`, `sync-log-empty`, `sync-run`, `sync-run-undo` | `/settings/connections/ID/changes`: what happened, run by run | `data-all`, once known; `data-item`, `data-undone` |
//! | `sync-change`, `sync-kept`, `sync-change-undo` | a change; what lost there | `data-direction`: `in`, `out`; `data-undone` |
//! | `contact-rules`, `rules-none`, `rule-new` | rules for people, on `/settings/rules` and on `/settings/connections/ID/rules` | `data-place`: `kith`, `in`, `out`; `data-all`, once known |
//! | `contact-rule`, field `rule-on`, `rule-edit`, `rule-apply`, `rule-delete` | a rule, and what can be done with it | `data-item`, `data-on`, `data-problem`: whether it is broken |
//! | `rule-editor`, `rule-said`, `rule-save`, `rule-save-off`, `rule-cancel` | the editor of a rule: fields `rule-all`, `rule-when` (`from-now`, `at-once`) | |
//! | `rule-condition`, `rule-condition-add`, `rule-condition-remove` | a condition: fields `rule-what`, `rule-how`, `rule-value`, `rule-bucket` | |
//! | `rule-action`, `rule-action-add`, `rule-action-remove` | an action: fields `rule-deed`, `rule-action-value`, `rule-bucket` | |
//! | `rule-try`, `rule-tried` | tries the rule, and what came of it | `data-count`, `data-changed`; `data-problem` |
//! | `buckets`, `bucket`, `bucket-title`, `bucket-interval`, `bucket-people`, `bucket-more`, `add-bucket`, `offer-bucket` | `/settings/buckets` | `data-people`, `data-due` |
//! | `bucket-open`, `bucket-page`, `bucket-add`, field `bucket-find`, `bucket-members`, `bucket-member`, `bucket-remove`, `bucket-health`, `bucket-empty` | `/buckets/ID`, and the link to it there | `data-people`; `data-address`; `data-kept`, `data-of` |
//! | `sort`, `sort-card`, `sort-bucket`, `sort-skip`, `sort-never`, `sort-back`, `sort-last`, `sort-next`, `sort-over`, `sort-empty`, `sort-no-buckets`, `sort-start`, menu `sort-more` | `/sort` | `data-address`, `data-name` |
//! | `sort-progress`, `sort-proposed` | how many cards are done; what Kith proposes | `data-done`, `data-all`; `data-bucket` |
//! | `away`, `away-seen`, `offer-telling`, `telling-yes`, `telling-no` | on `/today`: what was missed; whether to be told once a day | |
//! | `own-questions`, `own-question`; `new-addresses`, `new-address`, `theirs`, `not-theirs` | on `/today`: addresses that may be mine (also on `/settings/who`, `/import` and in Settings › Connections), and those from which someone wrote first | `data-address` |
//! | `moved`, `moved-yes`, `moved-no` | on `/same`: a company that may have moved | `data-from`, `data-to` |
//! | `data`, `backup-last`, `unreadable`, `lost-again`, `lost-remove`, `promised`, `promise-ask`, `room`, `data-texts` | `/settings/data` | `promised` has `data-promised` |
//! | `backup-form`, `backup-save`, `backup-saved`, `passphrase-wrong`; `backup-due`, `backup-later` | saving a backup; on `/today`, that it is time for one | |
//! | field `restore-file`, `restore-unlock`, `restore-preview`, `restore`, `restore-refused` | restoring one | `data-entries`, `data-new`, `data-messages` |
//! | `history-unreadable`; `undelivered`; `mixed-name` | entries that cannot be read; a message that did not arrive; a name in letters of several scripts | |
//! | `in-touch`, `proposed`, `birthdays`, `calendar-file`, `fading-list`, `fading-fine` | keeping in touch | |
//! | `telling`, fields `telling`, `telling-hour`, `telling-way` | on `/settings/buckets` | `data-on`, `data-hour` |
//! | `fading`, `sheet`, `sheet-yes`, `more` | on `/today`: whom one is losing touch with; a dialog with a few fields; the rest of a list | `data-address` |
//! | `keeping`, `bucket-chip`, `next-due`, `own-interval`, `unmute`, `strength`, `logged` | on a person's page | `aria-pressed`, `data-level` |
//! | `pipeline`, `no-pipelines`, `make-pipeline`, `pipeline-name`, `pipeline-sum`, field `lead-find` and `lead-found` | `/pipeline` | |
//! | `stage`, `stage-sum`, `stage-empty`, `closed-leads` | a stage, or what is won or lost; what an empty one is for | `data-name`, `data-count`, `data-place` |
//! | `lead`, its menu `lead-acts` (edit, a place, remove), `lead-edit` with `lead-title`, `lead-value`, field `lead-expected` and `lead-done` | a lead, a card that is dragged | `data-name`, `data-lead`, `data-due`, `data-place` |
//! | `stages`, `stages-open`, `stage-line`, `stage-name`, `stage-days`, `stage-up`, `stage-down`, `stage-remove`, `add-stage` with field `stage-new`, `currency`, `another-pipeline`, `delete-pipeline` | what can be changed of a pipeline | `data-name` |
//! | `leads-of`, `lead-of`, `lead-add`, `to-pipeline` | on the page of a person or a company, and below the companies | `data-stage` |
//! | `follow-up`, `follow-ups` | why a lead wants one, on its card; those on Today | `data-name` |
//! | `add-person`, `nav-add`, `welcome-add` | begins to add someone, in a `sheet`: fields `add-name`, `add-email`, `add-phone`, `add-company`, `add-bucket`, `add-met` | |
//! | `add-known`, `known-person`, `known-add` | there: who is known already, and giving them what was typed | `data-address` |
//! | `to-import`, `data-import`, `welcome-import`; `drop` | links to `/import`; a file is dragged over the page | |
//! | `import`, field `import-file`, `import-name`, `import-progress`, `import-stop` | `/import`, and how far it is | |
//! | `import-preview`, `import-remark`, `import-yes`, `import-other` | what would come of a file; imports it, puts it away | `aria-busy`; `aria-disabled` of `import-yes` |
//! | `import-count` | how many there are of a kind, a button that shows them | `data-kind`: `new`, `completed`, `unclear`, `same`, `left-out`, `bad`; `data-count` |
//! | `import-rows`, `import-row`, field `import-who`, `import-choose-again`, `import-more`, `import-copy` | those of a kind | `data-kind` |
//! | `import-table`, fields `import-encoding`, `import-separator`; `import-column`, fields `import-use`, `import-field` | how a table is read, a `details` | `data-at` |
//! | fields `import-whom`, `import-tag`, `import-bucket` | what else is chosen there | |
//! | `phone-summary`, `phone-trouble`, `phone-left-out`; fields `phone-text`, `phone-by-name`, `phone-add`, `phone-user`, `phone-dates` | what a file of a phone holds, why it is not read, what is left out; what can be chosen | |
//! | `phone-row`, `phone-choose`, `phone-new`, `phone-skip`, field `phone-find` | the calls and messages with someone there; says who it is | `aria-expanded` |
//! | `timeline-phone` | a call, or a day with messages, in the timeline | `data-kind`: `call`, `messages` |
//! | `timeline-phone-remove` | removes it | |
//! | `import-done`, `import-undo`, `import-again` | what came of it | `data-new`, `data-completed`, `data-undone` |
//! | `export` | a menu with `data-do` `vcard-3`, `vcard-4`, `csv`; its button has `popovertarget` `export-selected`, `export-person` or `export-everybody` | |
//! | `to-review`, `review`, `review-row`, `review-keep`, `review-hide`, `review-delete`, `review-empty`, field `leave-out` | `/people/review`, and the link to it in People and on the page of an address book | `data-all`; `data-address`, `data-why`: `trash`, `unsubscribed` |
//! | field `unsubscribes-file`, `unsubscribes`, `unsubscribes-yes` | there: a list of those who unsubscribed | `data-addresses`, `data-untagged` |
//! | `import-calendar`, `import-calendar-found`, `import-calendar-person`, `import-calendar-left-out` | what would come of a calendar | `data-entries`, `data-meetings` |
//! | `calendars`; field `calendar-url`, `calendar-add`; `calendar`, `calendar-sync`, `calendar-remove` | calendars on the web, in Settings › Connections | `data-status`: `reading`, `read`, `failed`; `data-meetings` |
//! | field `unsubscribes-url`, `unsubscribes-add`; `unsubscribes-list`, `unsubscribes-again`, `unsubscribes-remove` | there: a list on a web server | `data-status`: `reading`, `read`, `failed` |
//! | `name-details`, field `photo-file`, `photo-remove`; `photo`; `sources` | on a person's page: the parts of the name, a `details`, with the photo; a photo, also in lists; from where they came | |
//! | `entry-parts` | in the history: what a run decided, a `details`; its `entry` has `data-run` | |
//! | `colleagues-save`, field `colleagues-file` | on `/settings/who`: the team as a file | |
//! | `trouble` | a problem, with `trouble-said`, and with `trouble-what` except in `account-status` | |

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Those that the page puts together from a part and the name of a page.
    const FROM_PARTS: [&str; 7] = [
        "nav-insights",
        "nav-people",
        "nav-pipeline",
        "nav-settings",
        "nav-today",
        "account-activity",
        "account-folders",
    ];

    /// All Rust sources below a folder of the repository.
    fn sources(folder: &str) -> String {
        fn add(folder: &Path, out: &mut String) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    add(&path, out);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    out.push_str(&std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        let mut out = String::new();
        add(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), &mut out);
        out
    }

    /// The name at the beginning of a text: small letters, digits and hyphens.
    fn name(text: &str) -> &str {
        let is_of_name = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        text.find(|letter| !is_of_name(letter)).map_or(text, |end| text.split_at(end).0)
    }

    /// One that a test puts together ends with a hyphen here.
    fn is_on_page(page: &str, id: &str) -> bool {
        let end = if id.ends_with('-') { "" } else { "\"" };
        page.contains(&format!("\"{id}{end}")) || FROM_PARTS.contains(&id)
    }

    #[test]
    fn what_the_tests_look_for_is_on_the_page() {
        let tests = sources("tests");
        let used: BTreeSet<&str> = tests
            .split("data-testid=")
            .skip(1)
            .map(|rest| name(rest.trim_start_matches(['\\', '"', '\''])))
            .filter(|id| !id.is_empty())
            .collect();
        assert!(used.len() > 100, "{used:?}");
        let page = sources("app/src");
        let missing: Vec<_> = used.into_iter().filter(|id| !is_on_page(&page, id)).collect();
        assert!(missing.is_empty(), "no page has {missing:?}");
    }

    #[test]
    fn what_the_table_names_is_on_the_page() {
        let rows = include_str!("test_ids.rs").lines().filter_map(|line| line.strip_prefix("//! | "));
        let named: BTreeSet<&str> = rows
            .skip(1)
            .filter_map(|row| row.split('|').next())
            .flat_map(|ids| ids.split('`').skip(1).step_by(2))
            .filter(|id| !id.starts_with('-') && name(id) == *id)
            .collect();
        assert!(named.len() > 200, "{named:?}");
        let page = sources("app/src");
        let missing: Vec<_> = named.into_iter().filter(|id| !is_on_page(&page, id)).collect();
        assert!(missing.is_empty(), "no page has {missing:?}");
    }
}
