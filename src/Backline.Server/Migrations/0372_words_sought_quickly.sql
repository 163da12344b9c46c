-- The same question as before, made word by word: as one statement it was planned, and by some servers compiled, for a million words, which took
-- longer than the search.
create or replace function case_words_sought(asked text) returns tsquery language plpgsql immutable strict parallel safe as $$
declare
    word text;
    form text;
    rules regdictionary;
    stem text;
    forms text[];
    words text[] = '{}';
begin
    foreach word in array string_to_array($1, ' ') loop
        forms = '{}';
        foreach form in array string_to_array(word, '|') loop
            forms = forms || ltrim(form, '~');
            continue when not starts_with(form, '~');
            foreach rules in array array['english_stem', 'german_stem', 'italian_stem', 'spanish_stem']::regdictionary[] loop
                foreach stem in array coalesce(ts_lexize(rules, substr(form, 2)), '{}') loop
                    continue when length(rtrim(stem, 'i')) < 4;
                    forms = forms || rtrim(folded(stem), 'i');
                end loop;
            end loop;
        end loop;
        -- a form that begins with another one finds nothing more
        words = words || (select '(' || string_agg(distinct '''' || f || ''':*', ' | ') || ')' from unnest(forms) f where not exists (select from unnest(forms) o where o <> f and starts_with(f, o)));
    end loop;
    return array_to_string(words, ' & ')::tsquery;
end
$$;
