using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Escalations;

/// <summary>The forms about escalation on the page of a case. Their fields begin with what they do: "escalate.reason".</summary>
internal sealed class EscalationForms(EscalationOperations escalations, EscalationCallOperations calls, PostedForm form, Session session, Flash flash, IStringLocalizer<EscalationTexts> texts) : IPanelForms
{
    public string Place => "case";

    public bool Knows(string act) => act is "escalate" or "acknowledge" or "escalation-take" or "escalation-approve" or "escalation-end";

    public async Task<string?> ActAsync(Guid subject, string act, CancellationToken stop)
    {
        if (!session.Reader.May(Permissions.CasesOpen)) return null;
        if (act == "escalate") return await AskAsync(subject, stop);
        if (act == "acknowledge") return await form.TryAsync(() => calls.AcknowledgeAsync(subject, stop)) ? Done(subject, act) : null;
        if (!Guid.TryParse(form.Text("escalation"), out var id)) return null;
        var done = await form.TryAsync(() => act switch
        {
            "escalation-take" => escalations.OwnAsync(id, form.Version, session.Reader.PersonId, stop),
            "escalation-approve" => escalations.ApproveAsync(id, form.Version, stop),
            _ => escalations.EndAsync(id, form.Version, new(form.Text("escalation-end.text")), stop),
        });
        return done ? Done(subject, act) : null;
    }

    private string Done(Guid subject, string act)
    {
        flash.Ok(texts["done." + act]);
        return $"/cases/{subject}";
    }

    private async Task<string?> AskAsync(Guid subject, CancellationToken stop)
    {
        var asked = await form.OnceAsync(async () =>
        {
            var input = new NewEscalation(subject, Trigger: form.Text("escalate.trigger"), Reason: form.Text("escalate.reason")).Checked();
            return (await escalations.RequestAsync(subject, input.Trigger, input.Reason!, stop)).Number;
        });
        if (asked is null) return null;
        flash.Ok(texts["done.escalate", asked]);
        return $"/cases/{subject}";
    }
}
