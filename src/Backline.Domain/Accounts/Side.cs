namespace Backline.Domain.Accounts;

/// <summary>Which of the three parties somebody belongs to.</summary>
public enum Side { Vendor, Partner, Customer }
