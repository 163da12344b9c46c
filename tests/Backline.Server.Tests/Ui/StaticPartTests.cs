using System.Reflection;
using Backline.Server.Platform;
using Backline.Server.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backline.Server.Tests.Ui;

public sealed class StaticPartTests
{
    [Fact]
    public async Task A_post_is_carried_out_before_anything_is_rendered_again()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        List<string> order = [];

        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            await renderer.RenderComponentAsync<Form>(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(Form.Order)] = order }));
            await ((IHandleEvent)Form.Last!).HandleEventAsync(new(async () =>
            {
                order.Add("begun");
                await Task.Yield();
                order.Add("done");
            }), null);
        });

        Assert.Equal(["rendered", "begun", "done", "rendered"], order);
    }

    [Fact]
    public void Every_part_with_a_form_is_one() =>
        Assert.Equal([], typeof(DataFolder).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ComponentBase)) && !type.IsSubclassOf(typeof(StaticPart)) && !type.IsSubclassOf(typeof(LayoutComponentBase))
            && type != typeof(StaticPart) && type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null).Select(type => type.FullName));

    private sealed class Form : StaticPart
    {
        public static Form? Last { get; private set; }

        [Parameter] public List<string> Order { get; set; } = [];

        protected override void OnInitialized() => Last = this;

        protected override void BuildRenderTree(RenderTreeBuilder builder) => Order.Add("rendered");
    }
}
