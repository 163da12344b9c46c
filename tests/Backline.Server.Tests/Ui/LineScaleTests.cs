using Backline.Server.Ui.Components;

namespace Backline.Server.Tests.Ui;

/// <summary>The axis of counts: few devices are read from nought, one by one.</summary>
public class LineScaleTests
{
    [Theory]
    [InlineData(new[] { 0, 0, 1 }, new[] { 0, 1 })]
    [InlineData(new[] { 1, 2 }, new[] { 0, 1, 2 })]
    [InlineData(new[] { 3, 3, 3 }, new[] { 0, 1, 2, 3 })]
    [InlineData(new[] { 3, 4, 4 }, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(new[] { 12, 12, 12 }, new[] { 0, 5, 10 })]
    [InlineData(new[] { 40, 42 }, new[] { 38, 40, 42 })]
    [InlineData(new[] { 200, 210, 230 }, new[] { 190, 200, 210, 220, 230 })]
    public void The_lines_stand_at_round_numbers_a_person_counts_with(int[] values, int[] lines) => Assert.Equal(lines, LineScale.Of(values).Lines());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public void The_words_of_lines_that_lie_upon_one_another_stand_apart(int count)
    {
        var scale = LineScale.Of([count]);
        LineLabel[] labels = [new("counted", "", scale.Y(count)), new("baseline", "", scale.Y(count)), new("contracted", "", scale.Y(count) + 4)];

        var tops = LineLabel.Apart(labels).Select(label => label.Top).Order().ToList();

        Assert.All(tops.Zip(tops.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 14, $"{pair.First} {pair.Second}"));
    }
}
