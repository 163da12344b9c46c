using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;

namespace Backline.Server.Features.Cases;

/// <summary>Who is the desk of a case, and who asks (PO-2).</summary>
internal static class CaseAccess
{
    extension(Reader reader)
    {
        /// <summary>The case lies on the reader's side.</summary>
        public bool IsOfDesk(CaseTier tier) => reader.Side == (tier == CaseTier.Vendor ? Side.Vendor : Side.Partner);

        /// <summary>Works through a queue, at whichever desk.</summary>
        public bool HasDesk => reader.Side != Side.Customer && reader.May(Permissions.CasesWork);

        public bool WorksAt(CaseTier tier) => reader.IsOfDesk(tier) && reader.May(Permissions.CasesWork);

        public Refusal? WhyNotWork(Case one) => reader.WorksAt(one.Tier) ? null : new("case.not-your-desk", one.Number);
    }
}
