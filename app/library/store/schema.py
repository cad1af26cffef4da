"""The tables of the library's one SQLite file, as migrations: `user_version` counts those that were run.

A *photo* is a content, known by its hash; a *file* is a path that holds one. So a renamed file keeps its
photo, and with it embedding, caption, text, note and taught names. Paths are bytes (`os.fsencode`): a file's
name may be in any encoding. Times are seconds since 1970 (REAL), dates are ISO text in local time.
"""

APPLICATION_ID = 0x45617253  # "EarS"

#: Run in order; each is one script. A landed one is never edited: a change is a new entry.
#: Each makes a table: a library whose header is damaged is told by its tables.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE root (                      -- a folder that is indexed
        id INTEGER PRIMARY KEY,
        path BLOB NOT NULL UNIQUE,
        added REAL NOT NULL,
        scanned REAL,                        -- when a scan of it last ended
        mounted INTEGER NOT NULL DEFAULT 0,  -- 1: a disk was mounted right there when it was last scanned
        away INTEGER NOT NULL DEFAULT 0      -- 1: its disk was not there at the last scan; nothing was swept
    );

    CREATE TABLE photo (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        content BLOB NOT NULL UNIQUE,        -- 16 bytes, BLAKE2b of the file's bytes
        added REAL NOT NULL,
        orphaned REAL,                       -- since when, in the library's own time, no file holds it
        width INTEGER NOT NULL,              -- as given, after orientation
        height INTEGER NOT NULL,
        format TEXT NOT NULL,
        taken TEXT NOT NULL,                 -- YYYY-MM-DDTHH:MM:SS, local time where it was taken
        taken_from TEXT NOT NULL CHECK (taken_from IN ('exif', 'name', 'file')),
        camera TEXT NOT NULL DEFAULT '',
        latitude REAL,
        longitude REAL,
        place TEXT NOT NULL DEFAULT '',      -- "Cascais, Portugal"
        country TEXT NOT NULL DEFAULT '',    -- ISO code
        perceptual BLOB,                     -- 8 bytes, perceptual hash; NULL for a flat picture
        sharpness REAL,                      -- see app.library.indexing.hashes
        brightness REAL,                     -- mean, 0..1
        kind TEXT NOT NULL DEFAULT 'unknown',
        kind_confidence REAL,
        objects TEXT NOT NULL DEFAULT '',    -- nouns, separated by commas, likeliest first
        title TEXT NOT NULL DEFAULT '',      -- the user's own
        note TEXT NOT NULL DEFAULT '',       -- the user's own
        captioned REAL,                      -- when the background pass looked; NULL: still to do
        caption_problem TEXT,
        read REAL,                           -- likewise for OCR
        read_problem TEXT
    );
    CREATE INDEX photo_taken ON photo (taken);
    CREATE INDEX photo_orphaned ON photo (orphaned) WHERE orphaned IS NOT NULL;
    CREATE INDEX photo_to_caption ON photo (taken) WHERE captioned IS NULL;
    CREATE INDEX photo_to_read ON photo (taken) WHERE read IS NULL;

    CREATE TABLE file (
        id INTEGER PRIMARY KEY,
        root INTEGER NOT NULL REFERENCES root ON DELETE CASCADE,
        path BLOB NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        modified INTEGER NOT NULL,           -- st_mtime_ns; -1: look again at the next scan
        photo INTEGER REFERENCES photo,      -- NULL while `problem` says why it is none
        problem TEXT                         -- one sentence; retried only when size or time change
    );
    CREATE INDEX file_photo ON file (photo);
    CREATE INDEX file_root ON file (root);

    CREATE TABLE embedding (
        model TEXT NOT NULL,                 -- Embedder.name
        photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
        vector BLOB NOT NULL,                -- float16, little-endian, L2-normalised
        PRIMARY KEY (model, photo)
    ) WITHOUT ROWID;
    CREATE INDEX embedding_photo ON embedding (photo);

    CREATE TABLE caption (
        photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
        model TEXT NOT NULL,
        level TEXT NOT NULL,                 -- a value of Level
        text TEXT NOT NULL,
        stance TEXT NOT NULL,                -- a value of Stance
        confidence REAL,
        PRIMARY KEY (photo, model, level)
    ) WITHOUT ROWID;

    CREATE TABLE reading (                   -- text found by OCR; no row: none was found, or not read yet
        photo INTEGER PRIMARY KEY REFERENCES photo ON DELETE CASCADE,
        text TEXT NOT NULL
    );

    CREATE TABLE album (                     -- albums that come from elsewhere, such as Apple Photos
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        title TEXT NOT NULL,
        UNIQUE (source, title)
    );
    CREATE TABLE album_photo (
        album INTEGER NOT NULL REFERENCES album ON DELETE CASCADE,
        photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
        PRIMARY KEY (album, photo)
    ) WITHOUT ROWID;

    CREATE TABLE name (                      -- what the user taught: "Rex"
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE
    );
    CREATE TABLE example (                   -- the user's word about one photo
        name INTEGER NOT NULL REFERENCES name ON DELETE CASCADE,
        photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
        is_it INTEGER NOT NULL CHECK (is_it IN (0, 1)),
        PRIMARY KEY (name, photo)
    ) WITHOUT ROWID;

    CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
    INSERT INTO meta VALUES ('removed', 0);

    -- Words of each photo, by photo.id: stems for words, three-letter pieces for sub-strings and typos.
    CREATE VIRTUAL TABLE words USING fts5 (
        caption, objects, reading, title, note, name, place, album,
        tokenize = "porter unicode61 remove_diacritics 2"
    );
    CREATE VIRTUAL TABLE letters USING fts5 (
        reading, title, note, name, tokenize = "trigram"
    );

    -- Whoever keeps vectors in memory loads them again when this changes.
    CREATE TRIGGER embedding_removed AFTER DELETE ON embedding BEGIN
        UPDATE meta SET value = value + 1 WHERE key = 'removed';
    END;
    CREATE TRIGGER photo_removed AFTER DELETE ON photo BEGIN
        DELETE FROM words WHERE rowid = old.id;
        DELETE FROM letters WHERE rowid = old.id;
    END;
    """,
    """
    -- No full-text table, no trigger and no reference: whoever deletes here writes the whole table anew, so
    -- that nothing of what was deleted stays in the file; see app.history.history.
    CREATE TABLE history (                   -- what was described, the newest last
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at REAL NOT NULL,
        kept REAL NOT NULL,                  -- since when, in the history's own time
        app TEXT NOT NULL,                   -- whose window it was
        window TEXT NOT NULL,                -- its title
        model TEXT NOT NULL,
        level TEXT NOT NULL,                 -- a value of Level
        place TEXT NOT NULL,                 -- a value of app.history.history.Place
        source BLOB NOT NULL,                -- path of the file, or empty
        words TEXT NOT NULL,                 -- the latest full description
        turns TEXT NOT NULL,                 -- what was asked and answered: JSON
        sought TEXT NOT NULL                 -- all words of it as they are searched for
    );
    CREATE INDEX history_kept ON history (kept);

    CREATE TABLE history_picture (
        entry INTEGER PRIMARY KEY,
        jpeg BLOB NOT NULL                   -- small, between zeros
    );
    """,
    """
    CREATE TABLE perceived (                 -- photos in which objects, the scene and codes were looked for
        photo INTEGER PRIMARY KEY REFERENCES photo ON DELETE CASCADE,
        version INTEGER NOT NULL,            -- of what looked; see app.library.tools.Perceiver
        problem TEXT
    );

    -- What is withheld is not kept. A million photos have some five million of these: all numbers are small.
    CREATE TABLE object (
        class INTEGER NOT NULL,              -- its place in app.inference.coco.coco_classes; 80: a face
        photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
        number INTEGER NOT NULL,             -- of the photo, the likeliest first
        fact INTEGER NOT NULL,               -- 0: perhaps
        part INTEGER NOT NULL,               -- 1: it may be a part of one only
        score INTEGER NOT NULL,              -- 0..100
        x0 INTEGER NOT NULL,                 -- 0..255 of the width, of the height
        y0 INTEGER NOT NULL,
        x1 INTEGER NOT NULL,
        y1 INTEGER NOT NULL,
        PRIMARY KEY (class, photo, number)
    ) WITHOUT ROWID;
    CREATE INDEX object_photo ON object (photo);

    CREATE TABLE scene (
        name TEXT NOT NULL,                  -- "indoors", "kitchen", "sky"
        part TEXT NOT NULL,                  -- a field of app.inference.perception.Scene
        photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
        fact INTEGER NOT NULL,               -- 0: perhaps
        probability INTEGER NOT NULL,        -- 0..100
        PRIMARY KEY (name, part, photo)
    ) WITHOUT ROWID;
    CREATE INDEX scene_photo ON scene (photo);

    CREATE TABLE code (                      -- barcodes and QR codes
        photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
        number INTEGER NOT NULL,
        format TEXT NOT NULL,
        content TEXT NOT NULL,
        x0 INTEGER NOT NULL,                 -- as those of an object
        y0 INTEGER NOT NULL,
        x1 INTEGER NOT NULL,
        y1 INTEGER NOT NULL,
        PRIMARY KEY (photo, number)
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE crop (                      -- embeddings of objects alone, by which taught names are found
        model TEXT NOT NULL,                 -- Embedder.name
        class INTEGER NOT NULL,              -- as object.class
        photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
        number INTEGER NOT NULL,             -- of the photo
        vector BLOB NOT NULL,                -- as embedding.vector
        PRIMARY KEY (model, class, photo, number)
    ) WITHOUT ROWID;
    CREATE INDEX crop_photo ON crop (photo);

    CREATE TABLE cropped (                   -- photos whose objects a model has seen, if there are any
        model TEXT NOT NULL,
        photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
        PRIMARY KEY (model, photo)
    ) WITHOUT ROWID;
    CREATE INDEX cropped_photo ON cropped (photo);
    """,
    """
    CREATE TABLE remark (                    -- what somebody wrote in a photo's file or beside it
        photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
        number INTEGER NOT NULL,
        file INTEGER REFERENCES file ON DELETE CASCADE,  -- beside it; NULL: in the photo's own bytes
        part TEXT NOT NULL,                  -- a value of app.library.inscribed.words.Part
        spot TEXT NOT NULL,                  -- a value of app.library.inscribed.words.Spot
        text TEXT NOT NULL,
        PRIMARY KEY (photo, number)
    ) WITHOUT ROWID;
    CREATE INDEX remark_file ON remark (file) WHERE file IS NOT NULL;

    CREATE TABLE inspected (                 -- photos whose files were looked into for that
        photo INTEGER PRIMARY KEY REFERENCES photo ON DELETE CASCADE,
        dated_by TEXT NOT NULL,              -- a Witness, where taken_from is 'exif'
        version INTEGER NOT NULL             -- of what looked
    );

    CREATE TABLE beside (                    -- files with others beside them that speak of them
        file INTEGER PRIMARY KEY REFERENCES file ON DELETE CASCADE,
        stamp INTEGER NOT NULL               -- of the names, sizes and times of these
    );

    -- The full-text tables, with what is written in files. They cannot be given a column.
    DROP TRIGGER photo_removed;
    ALTER TABLE words RENAME TO old_words;
    CREATE VIRTUAL TABLE words USING fts5 (
        caption, objects, reading, title, note, name, place, album, inscribed,
        tokenize = "porter unicode61 remove_diacritics 2"
    );
    INSERT INTO words (rowid, caption, objects, reading, title, note, name, place, album)
        SELECT rowid, caption, objects, reading, title, note, name, place, album FROM old_words;
    DROP TABLE old_words;
    ALTER TABLE letters RENAME TO old_letters;
    CREATE VIRTUAL TABLE letters USING fts5 (
        reading, title, note, name, inscribed, tokenize = "trigram"
    );
    INSERT INTO letters (rowid, reading, title, note, name)
        SELECT rowid, reading, title, note, name FROM old_letters;
    DROP TABLE old_letters;
    CREATE TRIGGER photo_removed AFTER DELETE ON photo BEGIN
        DELETE FROM words WHERE rowid = old.id;
        DELETE FROM letters WHERE rowid = old.id;
    END;
    """,
)
