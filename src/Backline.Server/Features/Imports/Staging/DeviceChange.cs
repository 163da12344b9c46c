namespace Backline.Server.Features.Imports.Staging;

/// <summary>What a row of the file (s) changes of a device (d), as SQL: before and after by field, and the new values.</summary>
internal static class DeviceChange
{
    private static readonly string[] Texts = ["name", "room", "used_by", "software_version", "software_build", "hardware_revision", "ip_address", "asset_tag"];

    /// <summary>{"room": ["Oak", "Elm"]}; fields that stay are left out.</summary>
    public static string Json { get; } = "jsonb_strip_nulls(jsonb_build_object(" + string.Join(", ",
    [
        .. Texts.Select(column => $"'{Word(column)}', case when s.{column} <> '' and s.{column} <> d.{column} then jsonb_build_array(d.{column}, s.{column}) end"),
        "'serial', case when s.serial_key is not null and s.serial_key is distinct from d.serial_key then jsonb_build_array(coalesce(d.serial, ''), s.serial) end",
        "'mac', case when s.mac is not null and s.mac is distinct from d.mac then jsonb_build_array(coalesce(d.mac, ''), s.mac) end",
        "'model', case when (s.model_id is not null and s.model_id is distinct from d.model_id) or (s.model_id is null and s.model_name <> '' and d.model_id is null and s.model_name <> d.model_name) then jsonb_build_array(d.model_name, s.model_name) end",
        "'site', case when s.site is not null or (s.site_id is not null and s.site_id is distinct from d.site_id) then jsonb_build_array(coalesce((select name from site where account_id = $1 and id = d.site_id), ''), coalesce(s.site, (select name from site where account_id = $1 and id = s.site_id))) end",
        "'missing-since', case when d.missing_since is not null then jsonb_build_array(d.missing_since::text, '') end",
    ]) + "))";

    /// <summary>The set clause of the update.</summary>
    public static string Set { get; } = string.Join(", ",
    [
        .. Texts.Select(column => $"{column} = coalesce(nullif(s.{column}, ''), d.{column})"),
        "name_key = case when s.name = '' then d.name_key else s.name_key end",
        "serial = case when s.serial_key is not null and s.serial_key is distinct from d.serial_key then s.serial else d.serial end",
        "serial_key = coalesce(s.serial_key, d.serial_key)", "mac = coalesce(s.mac, d.mac)", "site_id = coalesce(s.site_id, d.site_id)",
        "model_id = coalesce(s.model_id, d.model_id)", "category = case when s.model_id is null then d.category else s.category end",
        "model_name = case when s.model_id is not null or (d.model_id is null and s.model_name <> '') then s.model_name else d.model_name end",
        "last_seen_at = greatest(d.last_seen_at, s.last_seen_at)", "missing_since = null",
    ]);

    private static string Word(string column) => column.Replace('_', '-');
}
