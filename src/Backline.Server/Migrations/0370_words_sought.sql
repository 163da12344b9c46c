-- Somebody who asks for "updates" means "update" as well: a word is also sought by what the rules of four languages leave of it, as the beginning of
-- a word, when that is four letters or more. Only the question changes; what is kept of a text stays as it was written. Korean and Vietnamese words
-- don't change their endings. A y may have become an i ("batteries"), so that an i at the end is left away.
-- Asked are words apart by spaces, each in the forms it may have apart by bars, folded; a tilde before those that are also sought by their stems.
create function case_words_sought(asked text) returns tsquery language plpgsql immutable strict parallel safe as $$
begin
    return (
        with written as (
            select word.place, form.text from string_to_table($1, ' ') with ordinality as word(forms, place), string_to_table(word.forms, '|') as form(text)
        ), form as (
            select place, ltrim(text, '~') as text from written
            union
            select w.place, rtrim(folded(stem.text), 'i')
            from written w, unnest(array['english_stem', 'german_stem', 'italian_stem', 'spanish_stem']::regdictionary[]) as language(rules), unnest(ts_lexize(language.rules, substr(w.text, 2))) as stem(text)
            where w.text like '~%' and length(rtrim(stem.text, 'i')) >= 4
        ), word as (
            -- a form that begins with another one finds nothing more
            select f.place, string_agg('''' || f.text || ''':*', ' | ' order by f.text) as forms
            from form f where not exists (select from form o where o.place = f.place and o.text <> f.text and starts_with(f.text, o.text)) group by f.place
        )
        select string_agg('(' || forms || ')', ' & ' order by place)::tsquery from word
    );
end
$$;
