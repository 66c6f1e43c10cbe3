"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.String(length=27), nullable=False),
        sa.Column("finished_at", sa.String(length=27), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("name", name="uq_sources_name"),
    )
    op.create_table(
        "bulletins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("first_seen", sa.String(length=27), nullable=True),
        sa.Column("text_id", sa.BigInteger(), nullable=True),
        sa.Column("precedence", sa.Text(), nullable=True),
        sa.Column("copy_of", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["copy_of"], ["bulletins.id"], name="fk_bulletins_copy_of"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_bulletins_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bulletins"),
        sa.UniqueConstraint("url", name="uq_bulletins_url"),
    )
    op.create_index("ix_bulletins_first_seen", "bulletins", ["first_seen"], unique=False)
    op.create_index("ix_bulletins_source_id", "bulletins", ["source_id"], unique=False)
    op.create_index("ix_bulletins_copy_of", "bulletins", ["copy_of"], unique=False)
    op.create_index("ix_bulletins_text_id", "bulletins", ["text_id", "precedence"], unique=False)
    op.create_table(
        "texts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("precedence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_texts_bulletin_id"),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
    )
    op.create_index("ix_texts_bulletin_id", "texts", ["bulletin_id"], unique=False)
    op.create_table(
        "text_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name="fk_text_keys_text_id"),
        sa.PrimaryKeyConstraint("key", "text_id", name="pk_text_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_text_keys_text_id", "text_keys", ["text_id"], unique=False)
    op.create_table(
        "relations",
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("of_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("of_share", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name="fk_relations_text_id"),
        sa.ForeignKeyConstraint(["of_id"], ["texts.id"], name="fk_relations_of_id"),
        sa.PrimaryKeyConstraint("text_id", "of_id", name="pk_relations"),
    )
    op.create_index("ix_relations_of_id", "relations", ["of_id"], unique=False)
    op.create_table(
        "copied",
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("of_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=True),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.Column("through", sa.Integer(), nullable=True),
        sa.Column("within_start", sa.Integer(), nullable=True),
        sa.Column("within_end", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["text_id", "of_id"], ["relations.text_id", "relations.of_id"], name="fk_copied_text_id_of_id"
        ),
        sa.PrimaryKeyConstraint("text_id", "of_id", "position", name="pk_copied"),
    )
    op.create_table(
        "dictionaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("made_from", sa.Integer(), nullable=False),
        sa.Column("dictionary", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_dictionaries_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dictionaries"),
        sa.UniqueConstraint("source_id", name="uq_dictionaries_source_id"),
    )
    op.create_table(
        "failures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("failed_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_failures_run_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_failures_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_failures"),
    )
    op.create_index("ix_failures_run_id", "failures", ["run_id"], unique=False)
    op.create_index("ix_failures_source_id", "failures", ["source_id"], unique=False)
    op.create_table(
        "contents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("dictionary_id", sa.Integer(), nullable=True),
        sa.Column("compressed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["dictionary_id"], ["dictionaries.id"], name="fk_contents_dictionary_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contents"),
        sa.UniqueConstraint("sha256", name="uq_contents_sha256"),
    )
    op.create_index("ix_contents_dictionary_id", "contents", ["dictionary_id"], unique=False)
    op.create_table(
        "boilerplate",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("bulletins", sa.Integer(), nullable=False),
        sa.Column("of_bulletins", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_boilerplate_source_id"),
        sa.PrimaryKeyConstraint("source_id", "digest", name="pk_boilerplate"),
    )
    op.create_table(
        "restorations",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("restored_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_restorations_bulletin_id"),
        sa.PrimaryKeyConstraint("bulletin_id", "digest", "nth", name="pk_restorations"),
    )
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("requested_url", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.String(length=27), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("part_of", sa.Integer(), nullable=True),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("bulletin_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_pages_bulletin_id"),
        sa.ForeignKeyConstraint(["content_id"], ["contents.id"], name="fk_pages_content_id"),
        sa.ForeignKeyConstraint(["part_of"], ["pages.id"], name="fk_pages_part_of"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_pages_run_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_pages_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
    )
    op.create_index("ix_pages_bulletin_id", "pages", ["bulletin_id"], unique=False)
    op.create_index("ix_pages_content_id", "pages", ["content_id"], unique=False)
    op.create_index("ix_pages_fetched_at", "pages", ["fetched_at"], unique=False)
    op.create_index("ix_pages_outcome", "pages", ["outcome"], unique=False)
    op.create_index("ix_pages_part_of", "pages", ["part_of"], unique=False)
    op.create_index("ix_pages_run_id", "pages", ["run_id"], unique=False)
    op.create_index("ix_pages_source_id", "pages", ["source_id"], unique=False)
    op.create_index("ix_pages_state", "pages", ["state"], unique=False)
    op.create_index("ix_pages_url_id", "pages", ["url", "id"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("published_at", sa.String(length=25), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("site_name", sa.Text(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("index_number", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("written", sa.Date(), nullable=True),
        sa.Column("validity", sa.Text(), nullable=True),
        sa.Column("next_page", sa.Text(), nullable=True),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_revisions_bulletin_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_revisions_page_id"),
        sa.PrimaryKeyConstraint("bulletin_id", "number", name="pk_revisions"),
    )
    op.create_index("ix_revisions_document_number", "revisions", ["document_number"], unique=False)
    op.create_index("ix_revisions_index_number", "revisions", ["index_number"], unique=False)
    op.create_index("ix_revisions_office", "revisions", ["office"], unique=False)
    op.create_index("ix_revisions_subject", "revisions", ["subject"], unique=False)
    op.create_index("ix_revisions_issuer", "revisions", ["issuer"], unique=False)
    op.create_index("ix_revisions_page_id", "revisions", ["page_id"], unique=False)
    op.create_index("ix_revisions_published", "revisions", ["published"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id", "revision"],
            ["revisions.bulletin_id", "revisions.number"],
            name="fk_attachments_bulletin_id_revision",
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "revision", "position", name="pk_attachments"),
    )
    op.create_table(
        "paragraphs",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bulletin_id", "revision"],
            ["revisions.bulletin_id", "revisions.number"],
            name="fk_paragraphs_bulletin_id_revision",
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "revision", "position", name="pk_paragraphs"),
    )
    op.create_table(
        "removals",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=True),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=True),
        sa.Column("through", sa.Integer(), nullable=True),
        sa.Column("within_start", sa.Integer(), nullable=True),
        sa.Column("within_end", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bulletin_id", "revision"],
            ["revisions.bulletin_id", "revisions.number"],
            name="fk_removals_bulletin_id_revision",
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "revision", "position", name="pk_removals"),
    )
    op.create_index("ix_removals_reason", "removals", ["reason"], unique=False)
    op.create_table(
        "variants",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=True),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id", "revision"],
            ["revisions.bulletin_id", "revisions.number"],
            name="fk_variants_bulletin_id_revision",
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "revision", "position", "of", name="pk_variants"),
    )
    columns = "text, title, issuer, document_number, column_names"
    options = "content='', tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* P* S* C*'\""
    op.execute(f"CREATE VIRTUAL TABLE search_index USING fts5({columns}, {options})")
    op.execute(f"CREATE VIRTUAL TABLE search_characters USING fts5(characters, {options}, detail=none, columnsize=0)")
    op.execute("CREATE TABLE search_signature (signature TEXT NOT NULL)")
    op.execute("INSERT INTO search_signature VALUES ('')")
