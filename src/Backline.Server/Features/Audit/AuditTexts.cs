namespace Backline.Server.Features.Audit;

/// <summary>Names AuditTexts.resx: the audit page, and words for the acts.</summary>
public sealed class AuditTexts;
