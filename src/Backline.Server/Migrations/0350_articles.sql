-- What is known: articles, each in one language or several. Customers read what is for them, partners also what is for partners, both once it is
-- published; the vendor all.
create table article (
    id          uuid primary key,
    number      text not null unique,                        -- A-101
    audience    text not null check (audience in ('customers', 'partners', 'internal')),
    state       text not null check (state in ('draft', 'published')),
    language    text not null,                               -- of the text that the others translate
    categories  text[] not null default '{}',
    models      text[] not null default '{}',                -- as the catalogue names them
    changed_at  timestamptz not null,
    changed_by  text not null,
    version     bigint not null default 1
);
create sequence article_number_seq start 101;
grant usage on sequence article_number_seq to backline_vendor, backline_jobs;
create index article_newest on article (changed_at desc, id desc);
create index article_models on article using gin (models);

create table article_text (
    article_id  uuid not null references article (id) on delete cascade,
    language    text not null check (language in ('en', 'es', 'it', 'de', 'vi', 'ko')),
    title       text not null check (title <> ''),
    body        text not null check (body <> ''),
    revision    integer not null default 1,
    based_on    integer,                                     -- the revision of the original that it translates; null: the original
    changed_at  timestamptz not null,
    words       tsvector not null generated always as (setweight(case_words_of(title), 'A') || setweight(case_words_of(body), 'D')) stored,
    primary key (article_id, language)
);
create index article_text_words on article_text using gin (words);

-- Whether it helped, once by each person.
create table article_vote (
    article_id  uuid not null references article (id) on delete cascade,
    person_id   uuid not null,
    helpful     boolean not null,
    primary key (article_id, person_id)
);

alter table article enable row level security;
alter table article force row level security;
create policy vendor on article to backline_vendor using (true) with check (true);
create policy jobs on article to backline_jobs using (true) with check (true);
create policy partner on article to backline_partner using (state = 'published' and audience in ('customers', 'partners'));
create policy account on article to backline_account using (state = 'published' and audience = 'customers');
alter table article_text enable row level security;
alter table article_text force row level security;
create policy everybody on article_text to backline_vendor, backline_jobs, backline_partner, backline_account using (exists (select from article a where a.id = article_id)) with check (exists (select from article a where a.id = article_id));
grant select on article, article_text to backline_vendor, backline_partner, backline_account, backline_jobs;
grant insert, update, delete on article, article_text to backline_vendor, backline_jobs;
grant select, insert, update on article_vote to backline_vendor, backline_partner, backline_account, backline_jobs;

-- What helped in which case.
create table case_article (
    account_id  uuid not null,
    partner_id  uuid,
    case_id     uuid not null,
    article_id  uuid not null references article (id) on delete cascade,
    tier        text not null check (tier in ('vendor', 'partner')),
    front_id    uuid,
    served_id   uuid generated always as (coalesce(front_id, partner_id)) stored,
    at          timestamptz not null,
    actor       text not null,
    primary key (account_id, case_id, article_id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index case_article_article on case_article (article_id);
select protect_case_table('case_article', 'select, insert, delete', '', '');

-- cases of one model: what is similar
create index support_case_model on support_case (tier, model_id, id) where model_id is not null;
