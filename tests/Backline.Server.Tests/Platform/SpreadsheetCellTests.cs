using Backline.Server.Platform.Files;

namespace Backline.Server.Tests.Platform;

public class SpreadsheetCellTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+82 2 1234 5678", "'+82 2 1234 5678")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(1+1)", "'@SUM(1+1)")]
    [InlineData("\t=1+1", "'\t=1+1")]
    [InlineData("\r=1+1", "'\r=1+1")]
    [InlineData("  =1+1", "'  =1+1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("-5", "-5")]
    [InlineData("-84.388", "-84.388")]
    [InlineData("'=1+1", "'=1+1")]
    [InlineData("CCX 500", "CCX 500")]
    [InlineData("", "")]
    public void What_a_spreadsheet_would_execute_gets_an_apostrophe(string typed, string exported) =>
        Assert.Equal(exported, SpreadsheetCell.Neutralise(typed));
}
