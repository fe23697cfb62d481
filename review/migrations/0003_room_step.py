
import assets.clock
import assets.identifiers
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('generation', '0001_initial'),
        ('review', '0002_checklist'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=assets.identifiers.opaque_id, editable=False, max_length=16, unique=True)),
                ('created_at', models.DateTimeField(default=assets.clock.now, editable=False)),
                ('kind', models.CharField(choices=[('opinion', 'Opinion'), ('sending', 'Sent for approval')], max_length=10)),
                ('changes', models.JSONField(help_text='one entry for each candidate: its public id, before and after')),
                ('undone_at', models.DateTimeField(null=True)),
                ('brief', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='generation.brief')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['brief', 'by', '-id'], name='step_newest_of_a_person')],
            },
        ),
    ]
