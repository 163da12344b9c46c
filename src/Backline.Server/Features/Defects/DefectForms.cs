using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Defects;

/// <summary>Between the forms of defects, on their own page and beside a case, and what is done. The fields of a form begin with what it does.</summary>
internal sealed class DefectForms(DefectOperations operations, PostedForm form, Session session, Flash flash, IStringLocalizer<DefectTexts> texts)
{
    public static IReadOnlyList<string> Acts { get; } = ["defect-report", "defect-join", "defect-describe", "defect-move", "defect-fix", "defect-release", "defect-decline", "defect-link"];

    /// <param name="caseId">Of the case whose page the form stands on; null: the defect's own.</param>
    /// <returns>The defect; null: nothing was done.</returns>
    public async Task<Guid?> ActAsync(string act, Guid? caseId, Guid? defectId, CancellationToken stop)
    {
        if (!session.Reader.IsVendor || !session.Reader.May(Permissions.CasesWork) || !Acts.Contains(act)) return null;
        form.Place = pointer => pointer.Length == 0 ? "" : $"{act}.{pointer}";
        var done = act switch
        {
            "defect-report" => await OnceAsync(() => operations.ReportAsync(Input(act) with { CaseId = caseId }, stop)),
            "defect-join" => await OnceAsync(async () => await LinkedAsync(await NamedAsync("select id from defect where number = $1", act + ".number", "defect.unknown-number", stop), caseId ?? Guid.Empty, stop)),
            "defect-link" => await OnceAsync(async () => await LinkedAsync(defectId ?? Guid.Empty, await NamedAsync("select id from support_case where number = $1", act + ".caseId", "case.unknown-number", stop), stop)),
            _ => defectId is { } id && await form.TryAsync(() => VersionedAsync(act, id, form.Version, stop)) ? id : null,
        };
        if (done is not null) flash.Ok(texts["done." + act]);
        return done;
    }

    private async Task<Guid> LinkedAsync(Guid id, Guid caseId, CancellationToken stop)
    {
        await operations.LinkAsync(id, new(caseId), stop);
        return id;
    }

    private Task VersionedAsync(string act, Guid id, long version, CancellationToken stop) => act switch
    {
        "defect-describe" => operations.DescribeAsync(id, version, Input(act), stop),
        "defect-move" => operations.MoveAsync(id, version, new(form.Text("defect-move.state")), stop),
        "defect-fix" => operations.FixAsync(id, version, new(form.Text("defect-fix.release")), stop),
        "defect-release" => operations.ReleaseAsync(id, version, new(form.Text("defect-release.release"), form.Text("defect-release.text")), stop),
        _ => operations.DeclineAsync(id, version, new(form.Text("defect-decline.text")), stop),
    };

    private async Task<Guid> NamedAsync(string sql, string field, string unknown, CancellationToken stop)
    {
        var pointer = "/" + field.Split('.')[1];
        if (form.Text(field) is not { } number) throw new InvalidInputException(new InputError(pointer, "input.required"));
        var id = await session.ScalarAsync<Guid>(sql, stop, number.ToUpperInvariant());
        return id != Guid.Empty ? id : throw new InvalidInputException(new InputError(pointer, unknown, number));
    }

    private DefectInput Input(string act) => new(
        form.Text(act + ".kind"), form.Text(act + ".title"), form.Text(act + ".publicText"), form.Text(act + ".description"), Guid.TryParse(form.Text(act + ".modelId"), out var model) ? model : null, form.Text(act + ".foundIn"));

    private async Task<Guid?> OnceAsync(Func<Task<Guid>> work) => Guid.TryParse(await form.OnceAsync(async () => (await work()).ToString()), out var id) ? id : null;
}

/// <summary>The forms of the panel beside a case.</summary>
internal sealed class DefectPanelForms(DefectForms forms) : IPanelForms
{
    public string Place => "case";

    public bool Knows(string act) => DefectForms.Acts.Contains(act);

    public async Task<string?> ActAsync(Guid subject, string act, CancellationToken stop) => await forms.ActAsync(act, subject, null, stop) is null ? null : $"/cases/{subject}";
}
