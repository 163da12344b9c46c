using System.Collections.Frozen;

namespace Backline.Domain.Cases;

/// <summary>Words that a case about any device may have, in the languages of the programme: that two texts share one of them says nothing of what they are about.</summary>
public static class CommonWords
{
    private static readonly FrozenSet<string> all = FrozenSet.ToFrozenSet(
    [
        "poly", "microsoft", "teams", "zoom",
        "device", "devices", "unit", "units", "phone", "phones", "headset", "headsets", "room", "rooms", "call", "calls", "software", "problem", "problems", "issue", "issues", "support", "please",
        "comes", "come", "gets", "goes", "works", "working", "does", "show", "shows", "shown", "says",
        "gerät", "geräte", "telefon", "telefone", "raum", "räume", "anruf", "anrufe", "bitte", "geht", "kommt",
        "dispositivo", "dispositivos", "equipo", "equipos", "teléfono", "teléfonos", "auricular", "auriculares", "sala", "salas", "llamada", "llamadas", "problema", "problemas", "favor",
        "dispositivi", "telefono", "telefoni", "cuffia", "cuffie", "sale", "chiamata", "chiamate", "problemi",
        "thiết", "thoại", "phòng", "cuộc",
        "기기", "장치", "전화", "전화기", "헤드셋", "회의실", "통화", "문제",
    ], StringComparer.OrdinalIgnoreCase);

    public static bool Has(string word) => all.Contains(word);
}
