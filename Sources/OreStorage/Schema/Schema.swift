/// The tables of a store. Private: what others may read is published as a GeoPackage.
///
/// Two clocks: days (`day`, `as_of`) are days of the world, as days since 1970; `known_from` and `known_to` are commit numbers. A row is visible
/// from commit `known_from` until commit `known_to`; with `known_from` null it is staged and nobody sees it.
enum Schema {
    static let commits = """
        CREATE TABLE commits (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            subject INTEGER,
            made_at TEXT NOT NULL
        );
        CREATE TABLE imports (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            dataset TEXT NOT NULL DEFAULT '',
            file TEXT NOT NULL,
            sha256 TEXT NOT NULL DEFAULT '',
            profile TEXT,
            crs TEXT NOT NULL DEFAULT '',
            operation TEXT,
            datum_sigma REAL NOT NULL DEFAULT 0,
            as_of INTEGER,
            settings TEXT NOT NULL,
            received_at TEXT NOT NULL,
            counts TEXT NOT NULL DEFAULT '',
            record TEXT NOT NULL DEFAULT '',
            commit_number INTEGER REFERENCES commits(number)
        );
        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY,
            import_id INTEGER NOT NULL REFERENCES imports(id),
            row INTEGER NOT NULL,
            identifier TEXT,
            reason TEXT NOT NULL,
            x REAL,
            y REAL,
            feature TEXT,
            resolved INTEGER
        );
        CREATE INDEX quarantine_of_import ON quarantine(import_id);
        CREATE INDEX quarantine_pending ON quarantine(identifier) WHERE resolved IS NULL;
        """

    static let registers = """
        CREATE TABLE register_rows (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            dataset TEXT NOT NULL,
            key TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            known_from INTEGER,
            known_to INTEGER,
            applies_from INTEGER,
            applies_to INTEGER,
            vanished INTEGER NOT NULL DEFAULT 0,
            import_id INTEGER NOT NULL REFERENCES imports(id),
            row INTEGER NOT NULL,
            content INTEGER NOT NULL,
            min_x REAL, min_y REAL, max_x REAL, max_y REAL,
            repair TEXT,
            holder TEXT, holder_group TEXT, mineral TEXT, method TEXT, status TEXT, capacity TEXT,
            first_day INTEGER, last_day INTEGER, area REAL, has_events INTEGER,
            attributes BLOB NOT NULL,
            geometry BLOB,
            original BLOB,
            extra BLOB
        );
        CREATE INDEX register_by_key ON register_rows(kind, key);
        CREATE INDEX register_staged ON register_rows(import_id) WHERE known_from IS NULL;
        CREATE INDEX register_versions ON register_rows(known_from);
        CREATE INDEX register_ends ON register_rows(known_to) WHERE known_to IS NOT NULL;
        -- In the order in which lists show them, with all that lists are narrowed and sorted by.
        CREATE INDEX register_current ON register_rows(kind, key, ordinal, known_from, known_to, vanished, holder, holder_group, mineral, method,
            status, capacity, first_day, last_day, area, has_events)
            WHERE known_from IS NOT NULL AND known_to IS NULL AND vanished = 0;
        -- The boxes of current rows.
        CREATE VIRTUAL TABLE register_boxes USING rtree(id, min_x, max_x, min_y, max_y);
        CREATE TRIGGER register_row_admitted AFTER UPDATE OF known_from ON register_rows
            WHEN NEW.known_from IS NOT NULL AND NEW.known_to IS NULL AND NEW.vanished = 0 AND NEW.min_x IS NOT NULL
            BEGIN INSERT OR REPLACE INTO register_boxes VALUES (NEW.id, NEW.min_x, NEW.max_x, NEW.min_y, NEW.max_y); END;
        CREATE TRIGGER register_row_ended AFTER UPDATE OF known_to ON register_rows WHEN NEW.known_to IS NOT NULL
            BEGIN DELETE FROM register_boxes WHERE id = NEW.id; END;
        CREATE TRIGGER register_row_removed AFTER DELETE ON register_rows WHEN OLD.known_from IS NOT NULL
            BEGIN DELETE FROM register_boxes WHERE id = OLD.id; END;
        """

    static let footprints = """
        CREATE TABLE scene_names (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            is_derived INTEGER NOT NULL,
            source TEXT,
            first_day INTEGER,
            last_day INTEGER,
            known_from INTEGER
        );
        CREATE TABLE scene_contents (
            scene INTEGER NOT NULL REFERENCES scene_names(id),
            known_from INTEGER NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (scene, known_from)
        ) WITHOUT ROWID;
        CREATE TABLE footprint_runs (
            id INTEGER PRIMARY KEY,
            import_id INTEGER NOT NULL REFERENCES imports(id),
            known_from INTEGER,
            number INTEGER NOT NULL,
            digest INTEGER NOT NULL,
            first_block INTEGER NOT NULL,
            blocks BLOB NOT NULL,
            scenes BLOB NOT NULL,
            keys BLOB NOT NULL
        );
        CREATE INDEX runs_of_import ON footprint_runs(import_id);
        CREATE INDEX runs_by_commit ON footprint_runs(known_from);
        -- What lists are narrowed and sorted by: a column of each run by itself.
        CREATE TABLE footprint_facts (
            run INTEGER NOT NULL,
            fact INTEGER NOT NULL,
            data BLOB NOT NULL,
            PRIMARY KEY (run, fact)
        );
        CREATE TABLE footprint_blocks (
            id INTEGER PRIMARY KEY,
            data BLOB NOT NULL
        );
        CREATE TABLE footprint_ends (
            footprint INTEGER PRIMARY KEY,
            scene INTEGER NOT NULL,
            import_id INTEGER NOT NULL,
            known_to INTEGER
        );
        CREATE INDEX footprint_ends_by_commit ON footprint_ends(known_to);
        """

    static let cases = """
        CREATE TABLE findings (
            id INTEGER PRIMARY KEY,
            finding_id TEXT NOT NULL,
            handle INTEGER NOT NULL,
            run_id INTEGER NOT NULL,
            known_from INTEGER,
            known_to INTEGER,
            footprint INTEGER NOT NULL,
            scene INTEGER NOT NULL,
            incident INTEGER,
            content INTEGER NOT NULL,
            nearest_m REAL,
            min_x REAL NOT NULL, min_y REAL NOT NULL, max_x REAL NOT NULL, max_y REAL NOT NULL,
            rule TEXT NOT NULL, verdict TEXT NOT NULL, severity INTEGER NOT NULL, probability REAL, area REAL NOT NULL,
            first_day INTEGER, last_day INTEGER, district TEXT, holder TEXT, marks INTEGER NOT NULL,
            record BLOB NOT NULL,
            geometry BLOB NOT NULL
        );
        -- All that lists are narrowed and sorted by, so that they read no record but those they show.
        CREATE INDEX findings_facts ON findings(id, known_to, rule, verdict, severity, probability, area, first_day, last_day, district, holder,
            marks) WHERE known_to IS NULL;
        CREATE INDEX findings_of_footprint ON findings(footprint) WHERE known_to IS NULL;
        CREATE INDEX findings_of_incident ON findings(incident);
        CREATE INDEX findings_of_scene ON findings(scene) WHERE known_to IS NULL;
        CREATE INDEX findings_by_handle ON findings(handle);
        CREATE INDEX findings_staged ON findings(run_id) WHERE known_from IS NULL;
        CREATE TABLE incidents (
            -- Never given twice: ended findings keep the number of the incident that they were of.
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            handle INTEGER NOT NULL,
            earliest TEXT NOT NULL,
            state TEXT NOT NULL,
            severity INTEGER NOT NULL,
            area REAL NOT NULL,
            first_day INTEGER, last_day INTEGER, rules INTEGER NOT NULL, verdict TEXT NOT NULL, certainty TEXT NOT NULL,
            probability REAL, growth REAL, visit REAL NOT NULL,
            district TEXT, holder TEXT, holder_group TEXT, assignee TEXT, marks INTEGER NOT NULL,
            record BLOB NOT NULL
        );
        -- With what the net changes of runs are made of.
        CREATE INDEX incidents_by_handle ON incidents(handle, state, area);
        -- Every state and set of rules by itself, in the order of visits.
        CREATE INDEX incidents_by_state ON incidents(state, rules, visit DESC, handle, area, growth);
        -- In the order in which lists show them, with all that lists are narrowed and sorted by.
        CREATE INDEX incidents_facts ON incidents(severity DESC, handle, state, area, first_day, last_day, rules, verdict, certainty, probability,
            growth, visit, district, holder, holder_group, assignee, marks);
        -- Which findings each is made of and what they joined, so that a run places only what changed.
        CREATE TABLE incident_lineages (
            id INTEGER PRIMARY KEY,
            lineage BLOB NOT NULL
        );
        -- Findings over figures, and the incidents that they are part of.
        CREATE TABLE figures_findings (
            id INTEGER PRIMARY KEY,
            finding_id TEXT NOT NULL,
            handle INTEGER NOT NULL,
            run_id INTEGER NOT NULL,
            known_from INTEGER,
            known_to INTEGER,
            incident INTEGER,
            subject TEXT NOT NULL,
            subject_kind INTEGER NOT NULL,
            content INTEGER NOT NULL,
            record BLOB NOT NULL
        );
        CREATE INDEX figures_findings_of_subject ON figures_findings(subject);
        CREATE INDEX figures_findings_of_incident ON figures_findings(incident);
        CREATE INDEX figures_findings_by_handle ON figures_findings(handle);
        CREATE INDEX figures_findings_staged ON figures_findings(run_id) WHERE known_from IS NULL;
        CREATE TABLE figures_state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            mark TEXT NOT NULL
        );
        -- Every handle that leads to an incident, beside the incidents' own.
        CREATE VIEW member_handles AS
            SELECT handle, incident, known_to, id FROM findings UNION ALL SELECT handle, incident, known_to, id FROM figures_findings;
        CREATE VIRTUAL TABLE incident_boxes USING rtree(id, min_x, max_x, min_y, max_y);
        CREATE TABLE decisions (
            id INTEGER PRIMARY KEY,
            handle INTEGER NOT NULL,
            kind TEXT NOT NULL,
            actor TEXT NOT NULL,
            time TEXT NOT NULL,
            known_from INTEGER NOT NULL,
            reason TEXT,
            note TEXT,
            assignee TEXT,
            area_then REAL NOT NULL
        );
        CREATE INDEX decisions_by_handle ON decisions(handle);
        """

    /// What lists of findings over figures are narrowed and sorted by: columns beside those of ``cases``.
    static let figuresFacts = """
        ALTER TABLE figures_findings ADD COLUMN rule INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE figures_findings ADD COLUMN verdict INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE figures_findings ADD COLUMN severity INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE figures_findings ADD COLUMN probability REAL;
        ALTER TABLE figures_findings ADD COLUMN first_day INTEGER;
        ALTER TABLE figures_findings ADD COLUMN last_day INTEGER;
        -- No finding has this verdict: one comes from a program of before, which had the store open when it was brought up to date.
        CREATE TRIGGER figures_findings_have_facts BEFORE INSERT ON figures_findings WHEN NEW.verdict = 0
            BEGIN SELECT RAISE(ABORT, 'a newer orewatch brought this store up to date: restart this one'); END;
        """

    static let figuresFactsIndex = """
        DROP INDEX figures_findings_of_incident;
        -- By incident, which says where the subject lies and whose it is. Only what is part of one is listed, and it is entered when it becomes
        -- that: once, incident after incident.
        CREATE INDEX figures_findings_facts ON figures_findings(incident, known_to, rule, verdict, severity, probability, first_day, last_day)
            WHERE incident IS NOT NULL;
        """

    static let ledger = """
        -- Names of subjects, a piece for each import that named new ones: numbers count on from `first`.
        CREATE TABLE ledger_names (
            first INTEGER PRIMARY KEY,
            count INTEGER NOT NULL,
            import_id INTEGER NOT NULL REFERENCES imports(id),
            known_from INTEGER,
            digest INTEGER NOT NULL,
            data BLOB NOT NULL
        );
        -- Records of one kind, one import and one range of subjects.
        CREATE TABLE ledger_segments (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            import_id INTEGER NOT NULL REFERENCES imports(id),
            known_from INTEGER,
            range INTEGER NOT NULL,
            first_period INTEGER NOT NULL,
            last_period INTEGER NOT NULL,
            rows INTEGER NOT NULL,
            digest INTEGER NOT NULL,
            data BLOB NOT NULL
        );
        CREATE INDEX ledger_segments_by_range ON ledger_segments(kind, range, known_from, first_period, last_period, rows, import_id);
        CREATE INDEX ledger_segments_of_import ON ledger_segments(import_id);
        -- Records of the other kinds, a row each: few of each. `key` is a digest of what tells them apart.
        CREATE TABLE ledger_entries (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            key INTEGER NOT NULL,
            import_id INTEGER NOT NULL REFERENCES imports(id),
            known_from INTEGER,
            row INTEGER NOT NULL,
            digest INTEGER NOT NULL,
            data BLOB NOT NULL
        );
        CREATE INDEX ledger_entries_by_key ON ledger_entries(kind, key, known_from);
        CREATE INDEX ledger_entries_of_import ON ledger_entries(import_id, known_from);
        """

    static let runs = """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            job TEXT NOT NULL,
            trigger TEXT NOT NULL,
            started_at TEXT NOT NULL,
            finished_at TEXT,
            seconds REAL,
            outcome TEXT NOT NULL,
            evaluated_commit INTEGER NOT NULL,
            commit_number INTEGER,
            counts TEXT NOT NULL DEFAULT '{}',
            versions TEXT NOT NULL DEFAULT '{}',
            failure TEXT,
            log TEXT NOT NULL DEFAULT '[]'
        );
        CREATE TABLE run_changes (
            run_id INTEGER NOT NULL,
            handle TEXT NOT NULL,
            change TEXT NOT NULL,
            area_before REAL NOT NULL,
            area_after REAL NOT NULL,
            PRIMARY KEY (run_id, handle)
        ) WITHOUT ROWID;
        CREATE TABLE detection_state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            rules_sha256 TEXT NOT NULL,
            evaluated_commit INTEGER NOT NULL,
            datum_sigma REAL NOT NULL,
            incident_settings TEXT NOT NULL DEFAULT ''
        );
        """
}
