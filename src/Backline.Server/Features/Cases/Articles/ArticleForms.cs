using Backline.Domain.Common;
using Backline.Server.Ui;
using Backline.Server.Ui.Components;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases.Articles;

/// <summary>The words of articles.</summary>
public sealed class ArticleTexts;

internal static class ArticleWords
{
    public static readonly string[] States = ["published", "draft"];

    public static IEnumerable<Choice> Categories(IStringLocalizer texts) => Words.All<Domain.Catalog.DeviceCategory>().Select(word => new Choice(word, texts["category." + word]));
}

/// <summary>Notes beside a case that an article helped, or did not.</summary>
internal sealed class ArticleForms(ArticleOperations articles, PostedForm form) : IPanelForms
{
    public string Place => "case";

    public bool Knows(string act) => act is "use-article" or "unuse-article";

    public async Task<string?> ActAsync(Guid subject, string act, CancellationToken stop) =>
        Guid.TryParse(form.Text("article"), out var article) && await form.TryAsync(() => articles.UseAsync(subject, article, act == "use-article", stop)) ? $"/cases/{subject}" : null;
}
