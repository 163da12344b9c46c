using System.Text;
using Backline.Server.Features.Cases;

namespace Backline.Server.Tests.Cases;

/// <summary>Words are found in six languages, however their marks are written.</summary>
public sealed class CaseSearchTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task A_word_longer_than_any_is_sought_by_its_beginning()
    {
        await app.Customer.OpenAsync(new { subject = new string('q', 199), text = "y" });
        foreach (var (sought, found) in new[] { (new string('q', 199), 1), (new string('q', 3000), 0), (new string('가', 700), 0) })
            foreach (var list in new[] { "cases", "articles" })
            {
                var answer = await app.Agent.GetAsync($"/api/v1/{list}?q={sought}");
                Assert.Equal((200, list == "cases" ? found : 0), (answer.Status, answer["items"].GetArrayLength()));
            }
    }

    [Theory]
    [InlineData("vi", "Hình ảnh bị giật, đường truyền kém", "giật")]
    [InlineData("vi", "Hình ảnh bị giật, đường truyền kém", "giat")]
    [InlineData("vi", "Hình ảnh bị giật, đường truyền kém", "duong truyen")]
    [InlineData("vi", "Hinh anh bi giat", "giật")]
    [InlineData("vi", "ĐƯỜNG TRUYỀN", "đường")]
    [InlineData("ko", "회의실에서 소리가 안 들려요", "회의실")]
    [InlineData("ko", "회의실에서 소리가 안 들려요", "회의실은")]
    [InlineData("ko", "회의실에서 소리가 안 들려요", "소리는")]
    [InlineData("ko", "화상회의가 끊깁니다", "회의")]
    [InlineData("de", "Die Tür schließt nicht, Straße gesperrt", "tuer")]
    [InlineData("de", "Die Tür schließt nicht, Straße gesperrt", "Tür")]
    [InlineData("de", "Die Tür schließt nicht, Straße gesperrt", "tur")]
    [InlineData("de", "Die Tür schließt nicht, Straße gesperrt", "STRASSE")]
    [InlineData("de", "Stoerung im Gebaeude", "Störung")]
    [InlineData("es", "La cámara no gira en la reunión", "camara")]
    [InlineData("es", "La camara no gira, mañana tampoco", "cámara manana")]
    [InlineData("it", "L'audio è assente, perché?", "perche")]
    [InlineData("it", "La qualita video", "qualità")]
    [InlineData("en", "Display flickers", "DISPLAY fl")]
    [InlineData("en", "No sound after the update", "updates")]
    [InlineData("en", "The room is muted", "muting")]
    [InlineData("en", "The battery is empty", "batteries")]
    [InlineData("en", "Crash dump 7e5abc, build 12E3f", "7e5abc 12e3")]
    [InlineData("it", "Durante le chiamate manca l'audio", "chiamata")]
    [InlineData("it", "Il pannello della fabbrica non si accende", "fabbriche pannelli accendere")]
    [InlineData("de", "Im Besprechungsraum ist kein Bild", "Besprechungsräume")]
    [InlineData("de", "Die Geräte im Saal", "Gerät")]
    [InlineData("es", "Las cámaras de las reuniones", "cámara reunión")]
    public async Task A_word_is_found(string language, string text, string sought)
    {
        foreach (var (written, asked) in new[] { (text, sought), (text.Normalize(NormalizationForm.FormD), sought), (text, sought.Normalize(NormalizationForm.FormD)) })
        {
            var one = await app.Customer.OpenAsync(new { subject = "Searched in " + language, text = written });

            var found = (await app.Agent.GetAsync($"/api/v1/cases?sort=newest&limit=200&q={Uri.EscapeDataString(asked)}"))["items"].EnumerateArray().Select(row => row.GetProperty("number").GetString());

            Assert.Contains(one["number"].GetString(), found);
        }
    }

    [Theory]
    [InlineData("Hình ảnh bị giật", "giàn")]
    [InlineData("회의실에서", "의자")]
    [InlineData("Störung", "storno")]
    public async Task Another_word_is_not(string text, string sought)
    {
        var one = await app.Customer.OpenAsync(new { subject = "Not sought", text });

        var found = (await app.Agent.GetAsync($"/api/v1/cases?sort=newest&limit=200&q={Uri.EscapeDataString(sought)}"))["items"].EnumerateArray().Select(row => row.GetProperty("number").GetString());

        Assert.DoesNotContain(one["number"].GetString(), found);
    }

    [Theory]
    [InlineData("Tür", "~tur|~tuer")]
    [InlineData("đường", "duong")]
    [InlineData("소리가", "소리가|소리")]
    [InlineData("it's \\ 'x", "~it ~s ~x")]
    [InlineData("X52", "x52")]
    [InlineData("7e5abc 3e7", "7e5 ~abc 3e7")]
    [InlineData("!!", null)]
    public void What_was_typed_becomes_words_and_their_forms(string typed, string? asked) => Assert.Equal(asked, CaseWordsSought.Of(typed));

    [Theory]
    [InlineData("updates", "'updat':*")]
    [InlineData("batteries", "'batter':*")]
    [InlineData("Besprechungsräume", "'besprechungsraeum':* | 'besprechungsraum':*")]
    [InlineData("room 12", "'room':* & '12':*")]
    [InlineData("nghĩa", "'nghia':*")]
    [InlineData("회의실은", "'회의실':*")]
    [InlineData("the", "'the':*")]
    public async Task A_word_is_sought_by_its_stems(string typed, string question) =>
        Assert.Equal(question, await app.Seed.ScalarAsync<string>("select case_words_sought($1)::text", CaseWordsSought.Of(typed)!));
}
